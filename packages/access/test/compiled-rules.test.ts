import { topicMatches } from '@ocpp-broker/mqtt';
import fc from 'fast-check';
import t from 'tap';
import { CompiledRules } from '../src/compiled-rules.ts';
import type { TopicRule } from '../src/topic-rule.ts';

const names = { clientId: 'c1', username: 'u1' };

function allow(topic: string, rest: Partial<TopicRule> = {}): TopicRule {
  return { topic, permission: 'allow', action: 'all', ...rest };
}

function deny(topic: string, rest: Partial<TopicRule> = {}): TopicRule {
  return { topic, permission: 'deny', action: 'all', ...rest };
}

function compiled(rules: readonly TopicRule[], noMatch: 'allow' | 'deny' = 'deny', of = names) {
  return new CompiledRules(rules, of, noMatch);
}

t.test('of several rules for a publish the first decides; where none matches, the setting', async (t) => {
  const rules = compiled([deny('a/secret'), allow('a/+')]);
  t.notOk(rules.mayPublish('a/secret', 0, false));
  t.ok(rules.mayPublish('a/b', 0, false));
  t.notOk(rules.mayPublish('b', 0, false));
  t.ok(compiled([deny('a')], 'allow').mayPublish('b', 0, false));
});

t.test('action, QoS and the retain flag have to fit', async (t) => {
  const rules = compiled([
    allow('a', { action: 'publish', qos: [0, 1], retain: false }),
    allow('b', { action: 'subscribe' }),
  ]);
  t.ok(rules.mayPublish('a', 1, false));
  t.notOk(rules.mayPublish('a', 2, false));
  t.notOk(rules.mayPublish('a', 1, true));
  t.notOk(rules.mayPublish('b', 0, false));
  t.notOk(rules.maySubscribe('a', 0));
  t.ok(rules.maySubscribe('b', 2));
  t.ok(compiled([allow('a', { retain: true })]).maySubscribe('a', 0), 'a subscription has no retain flag');
});

t.test('the names of the client are put in', async (t) => {
  const rules = compiled([allow('x/${clientid}/${username}/#')]);
  t.ok(rules.mayPublish('x/c1/u1/y', 0, false));
  t.notOk(rules.mayPublish('x/c2/u1/y', 0, false));
  t.notOk(compiled([allow('x/${username}')], 'deny', { clientId: 'c', username: '' }).mayPublish('x/', 0, false));
});

t.test('a name with a wildcard or a slash in it allows nothing', async (t) => {
  for (const name of ['+', '#', 'a/b', 'a+', '']) {
    const rules = compiled([allow('x/${clientid}/#'), allow('y/${username}')], 'deny', {
      clientId: name,
      username: name,
    });
    t.notOk(rules.mayPublish('x/a/b', 0, false), name);
    t.notOk(rules.mayPublish(`y/${name}`, 0, false), name);
    t.notOk(rules.maySubscribe('x/a/#', 0), name);
  }
  const anonymous = new CompiledRules([allow('y/${username}')], { clientId: 'c', username: undefined }, 'deny');
  t.notOk(anonymous.mayPublish('y/', 0, false));
});

t.test('nobody escapes a deny by a slash in the name', async (t) => {
  const rules = compiled([deny('x/${clientid}')], 'allow', { clientId: 'a/b', username: 'u' });
  t.notOk(rules.mayPublish('x/a/b', 0, false));
});

t.test('a subscription is granted when one rule allows all of it, whatever follows', async (t) => {
  t.ok(compiled([allow('a/#'), deny('#')]).maySubscribe('a/+/c', 1));
  t.ok(compiled([allow('a/#')]).maySubscribe('a', 1));
  t.notOk(compiled([allow('a/b')]).maySubscribe('a/#', 1), 'a filter that reaches past what is allowed');
  t.notOk(compiled([allow('a/b'), deny('a/#')], 'allow').maySubscribe('a/#', 1));
  t.notOk(compiled([deny('#'), allow('a/#')]).maySubscribe('a/b', 1));
});

t.test('a deny of a part narrows what is delivered, and refuses what lies within it', async (t) => {
  const rules = compiled([deny('a/secret/#'), allow('a/#')]);
  t.ok(rules.maySubscribe('a/#', 1));
  t.ok(rules.canNarrow);
  t.ok(rules.mayReceive('a/b'));
  t.notOk(rules.mayReceive('a/secret/b'));
  t.notOk(rules.maySubscribe('a/secret/+', 1));
});

t.test('deliveries need no check where nothing could be denied', async (t) => {
  t.notOk(compiled([], 'allow').canNarrow);
  t.notOk(compiled([deny('a', { action: 'publish' }), allow('#')], 'allow').canNarrow);
  t.notOk(compiled([deny('eq #')], 'allow').canNarrow);
  t.ok(compiled([deny('a')], 'allow').canNarrow);
  t.ok(compiled([deny('eq a')], 'allow').canNarrow);
  t.ok(compiled([], 'deny').canNarrow, 'the rules may be others than when the subscription was granted');
});

t.test('a literal is about this very filter', async (t) => {
  const denied = compiled([deny('eq #')], 'allow');
  t.notOk(denied.maySubscribe('#', 0));
  t.ok(denied.maySubscribe('a/#', 0));
  t.ok(denied.mayReceive('a'));
  const allowed = compiled([allow('eq a/#'), deny('#')]);
  t.ok(allowed.maySubscribe('a/#', 0));
  t.notOk(allowed.maySubscribe('a/b', 0));
  t.ok(allowed.mayReceive('a/b'), 'what the granted filter matches is delivered');
  t.notOk(allowed.mayReceive('b'));
  t.notOk(allowed.mayPublish('a/b', 0, false));
  const name = compiled([allow('eq ${clientid}')]);
  t.notOk(name.mayPublish('c1', 0, false));
  t.ok(name.mayPublish('${clientid}', 0, false));
});

t.test('a deny of some QoS refuses what overlaps it, since deliveries could not be narrowed by it', async (t) => {
  const rules = compiled([deny('a/b', { qos: [2] })], 'allow');
  t.notOk(rules.maySubscribe('a/b', 2));
  t.notOk(rules.maySubscribe('a/#', 2));
  t.ok(rules.maySubscribe('a/#', 1));
  t.ok(rules.mayReceive('a/b'));
  t.notOk(rules.canNarrow);
});

t.test("wildcards do not reach the server's own topics", async (t) => {
  t.notOk(compiled([allow('#')]).maySubscribe('$SYS/#', 0));
  t.notOk(compiled([allow('#')]).mayReceive('$SYS/a'));
  t.ok(compiled([allow('$SYS/#')]).maySubscribe('$SYS/+', 0));
});

const level = fc.constantFrom('a', 'b');
const topic = fc.array(level, { minLength: 1, maxLength: 3 }).map((levels) => levels.join('/'));
const filter = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', '+'), { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([levels, isDeep]) => [...levels, ...(isDeep ? ['#'] : [])].join('/'));
const rules = fc.array(
  fc.record({ topic: filter, permission: fc.constantFrom('allow', 'deny'), action: fc.constant('subscribe') }),
  { maxLength: 5 },
) as fc.Arbitrary<TopicRule[]>;
const noMatch = fc.constantFrom('allow' as const, 'deny' as const);

t.test(
  'of what a granted subscription matches that is delivered which its topics alone would be granted',
  async (t) => {
    const holds = fc.property(rules, filter, topic, noMatch, (list, wanted, name, otherwise) => {
      const subject = compiled(list, otherwise);
      const first = list.find((rule) => topicMatches(rule.topic, name))?.permission ?? otherwise;
      const isDelivered = subject.mayReceive(name);
      // A topic is a filter without wildcards: both questions have one answer.
      if (isDelivered !== (first === 'allow') || isDelivered !== subject.maySubscribe(name, 0)) return false;
      const isGranted = topicMatches(wanted, name) && subject.maySubscribe(wanted, 0);
      return isDelivered || !isGranted || subject.canNarrow;
    });
    t.doesNotThrow(() => fc.assert(holds, { numRuns: 2_000 }));
  },
);

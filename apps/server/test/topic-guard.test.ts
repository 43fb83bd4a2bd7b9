import { AccessList, RuleLists, type TopicRule } from '@ocpp-broker/access';
import type { ClientIdentity } from '@ocpp-broker/broker';
import t from 'tap';
import { KnownClient } from '../src/known-client.ts';
import { AccessGuard } from '../src/topic-guard.ts';
import { settingsOf } from './fixtures/settings.ts';

const topics = {
  ownsTopic: (topic: string) => /^ocpp\/cp\/[^/]*(\/Reply|\/Presence)?$/.test(topic),
  identityOfDownstream: (topic: string) => /^ocpp\/cs\/([^/]+)$/.exec(topic)?.[1],
};

const rule = (permission: TopicRule['permission'], action: TopicRule['action'], topic: string): TopicRule => ({
  permission,
  action,
  topic,
});

/** A guard over rules for all, with settings of `mqtt` laid over the defaults. */
function guardOf(rules: readonly TopicRule[] = [], mqtt: object = {}) {
  const lists = new RuleLists();
  lists.put({ kind: 'all' }, rules);
  const guard = new AccessGuard({ lists, topics: () => topics, now: () => 1_000 }, settingsOf({ mqtt }));
  return { guard, lists };
}

function client(facts: Partial<KnownClient> = {}): ClientIdentity {
  const known = new KnownClient({
    clientId: 'c1',
    username: 'u1',
    superuser: false,
    rights: undefined,
    isProven: true,
    ...facts,
  });
  const { clientId, username, superuser } = known;
  return { clientId, username, superuser, remoteAddress: '192.0.2.1', rights: known };
}

const user = client();
const anonymous = client({ username: undefined, isProven: false });
const superuser = client({ superuser: true });

/** What a client may do, in the order publish, subscribe, receive. */
function may(guard: AccessGuard, who: ClientIdentity, topic: string, filter = topic): string {
  const isReceiving = !guard.isNarrowed(who) || guard.mayReceive(who, topic);
  const answers = { p: guard.mayPublish(who, topic, 1, false), s: guard.maySubscribe(who, filter, 1), r: isReceiving };
  return Object.entries(answers)
    .map(([letter, isAllowed]) => (isAllowed ? letter : '-'))
    .join('');
}

t.test('nobody publishes what charge points say: no superuser, and no rule allows it', async (t) => {
  const { guard } = guardOf([rule('allow', 'all', '#')]);
  for (const who of [user, anonymous, superuser])
    for (const topic of ['ocpp/cp/CP1', 'ocpp/cp/CP1/Reply']) t.equal(may(guard, who, topic), '-sr', topic);
});

t.test('out of the box users see and reach charge points, strangers do not, and all else is open', async (t) => {
  const { guard } = guardOf();
  t.equal(may(guard, user, 'ocpp/cp/CP1', 'ocpp/cp/#'), '-sr');
  t.equal(may(guard, user, 'ocpp/cs/CP1'), 'psr');
  t.equal(may(guard, anonymous, 'ocpp/cp/CP1', 'ocpp/cp/#'), '---');
  t.equal(may(guard, anonymous, 'ocpp/cs/CP1'), '---');
  t.equal(may(guard, anonymous, 'ocpp/cp/CP1', '#'), '-s-', 'a wider subscription is granted, and narrowed');
  for (const who of [user, anonymous]) t.equal(may(guard, who, 'plant/hall', 'plant/#'), 'psr');
});

t.test('while nobody has to log in, strangers are users too', async (t) => {
  const { guard } = guardOf([], { authentication: { enable: false } });
  t.equal(may(guard, anonymous, 'ocpp/cs/CP1'), 'psr');
  guard.reconfigure(settingsOf());
  t.equal(may(guard, anonymous, 'ocpp/cs/CP1'), '---');
});

t.test("charge points' topics are for whom the setting says, whatever becomes of other topics", async (t) => {
  for (const no_match of ['allow', 'deny'] as const) {
    const others = no_match === 'allow' ? 'psr' : '---';
    for (const [charge_point_topics, ofUser, ofStranger] of [
      ['users', 'psr', '---'],
      ['rules', '---', '---'],
      ['open', 'psr', 'psr'],
    ] as const) {
      const { guard } = guardOf([], { authorization: { no_match, charge_point_topics } });
      t.equal(may(guard, user, 'ocpp/cs/CP1'), ofUser, `${charge_point_topics}, ${no_match}`);
      t.equal(may(guard, anonymous, 'ocpp/cs/CP1'), ofStranger, `${charge_point_topics}, ${no_match}`);
      t.equal(may(guard, user, 'plant/hall', 'plant/#'), others, `${charge_point_topics}, ${no_match}`);
    }
  }
});

t.test('what a rule says goes before the settings, in both directions', async (t) => {
  const rules = [rule('deny', 'all', 'ocpp/cs/CP9'), rule('allow', 'all', 'ocpp/cs/+'), rule('deny', 'all', 'plant/x')];
  const { guard, lists } = guardOf(rules, { authorization: { charge_point_topics: 'rules' } });
  t.equal(may(guard, anonymous, 'ocpp/cs/CP1'), 'psr');
  t.equal(may(guard, user, 'ocpp/cs/CP9'), '---');
  t.equal(may(guard, user, 'ocpp/cs/CP9', 'ocpp/cs/+'), '-s-', 'the rest of the subscription is delivered');
  t.equal(may(guard, user, 'plant/x'), '---');
  t.equal(may(guard, superuser, 'plant/x'), 'psr');
  lists.clear();
  t.equal(may(guard, anonymous, 'ocpp/cs/CP1'), '---', 'at once, also for a subscription that stands');
});

t.test('$SYS is for superusers, and for those whom a rule allows it by name', async (t) => {
  const sys = '$SYS/broker/uptime';
  t.equal(may(guardOf().guard, superuser, sys, '$SYS/#'), 'psr');
  t.equal(may(guardOf().guard, user, sys, '$SYS/#').slice(1), '--');
  t.equal(may(guardOf([rule('allow', 'all', '#')]).guard, user, sys, '$SYS/#').slice(1), '--');
  const { guard, lists } = guardOf([rule('deny', 'all', '$SYS/broker/clients'), rule('allow', 'subscribe', '$SYS/#')]);
  t.equal(may(guard, user, sys, '$SYS/#').slice(1), 'sr');
  t.equal(guard.mayReceive(user, '$SYS/broker/clients'), false);
  lists.clear();
  t.equal(guard.mayReceive(user, sys), false, 'a subscription from better times brings nothing');
  t.equal(
    may(guard, user, '$SYSTEM/x', '$SYSTEM/x').slice(1),
    'sr',
    'another topic with a dollar is one like any other',
  );
});

t.test('switched off, the stored rules say nothing, and those of a login still count', async (t) => {
  const rules = [rule('deny', 'all', 'plant/#')];
  const { guard } = guardOf(rules, { authorization: { built_in_database: { enable: false } } });
  t.equal(may(guard, user, 'plant/x'), 'psr');
  const rights = new AccessList({ rules: [rule('allow', 'all', 'mine/#')], noMatch: 'deny', expiresAt: undefined });
  const bearer = client({ rights });
  t.equal(may(guard, bearer, 'mine/x'), 'psr');
  t.equal(may(guard, bearer, 'plant/x'), '---');
  t.equal(may(guard, bearer, 'ocpp/cs/CP1'), '---');
  const past = client({ rights: new AccessList({ rules: rights.rules, noMatch: 'deny', expiresAt: 999 }) });
  t.equal(may(guard, past, 'mine/x'), '---', 'rights that have run out');
});

t.test('whoever did not come by our authenticator may nothing', async (t) => {
  const { guard } = guardOf([rule('allow', 'all', '#')]);
  t.equal(may(guard, { clientId: 'x', username: 'x', superuser: false, remoteAddress: '192.0.2.1' }, 'plant/x'), '---');
});

t.test('another mountpoint is followed', async (t) => {
  const { guard } = guardOf([], { authorization: { no_match: 'deny' } });
  t.equal(guard.maySubscribe(user, 'cars/cp/#', 0), false);
  guard.reconfigure(
    settingsOf({ mqtt: { authorization: { no_match: 'deny' } }, gateway: { ocpp: { mountpoint: 'cars/' } } }),
  );
  t.equal(guard.maySubscribe(user, 'cars/cp/#', 0), true);
});

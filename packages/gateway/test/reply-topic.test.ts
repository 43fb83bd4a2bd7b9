import t from 'tap';
import { originOf } from '../src/reply-topic.ts';
import { Topics } from '../src/topics.ts';
import { defaultOptions } from './fixtures/options.ts';

const now = Date.parse('2026-03-01T08:00:00Z');
const overridden = { ...defaultOptions.topics, callOverrides: { MeterValues: 'meter/${cid}' }, error: 'err/${cid}' };
const topics = new Topics(overridden);
const delivery = { topic: 'ocpp/cs/CP1', payload: Buffer.from('{}') };

t.test('a message without properties asks for nothing', async (t) => {
  t.strictSame(originOf(delivery, topics, now), { ok: true, origin: {} });
  t.match(originOf({ ...delivery, properties: {} }, topics, now), { ok: true, origin: { replyTo: undefined } });
});

t.test('a response topic comes with its correlation data, and without where there are none', async (t) => {
  const correlationData = Buffer.from([1, 0, 255]);
  const both = { responseTopic: 'csms/1/answers', correlationData };
  t.match(originOf({ ...delivery, properties: both }, topics, now), {
    ok: true,
    origin: { replyTo: { topic: 'csms/1/answers', correlationData } },
  });
  const one = originOf({ ...delivery, properties: { responseTopic: 'r' } }, topics, now);
  t.strictSame(one.ok && one.origin.replyTo, { topic: 'r' });
  t.match(originOf({ ...delivery, properties: { correlationData } }, topics, now), { origin: { replyTo: undefined } });
});

t.test('a message expiry becomes a moment, also without a response topic', async (t) => {
  for (const more of [{}, { responseTopic: 'r' }]) {
    const properties = { ...more, messageExpiryInterval: 90 };
    t.match(originOf({ ...delivery, properties }, topics, now), { ok: true, origin: { expiresAt: now + 90_000 } });
  }
  const properties = { messageExpiryInterval: 0 };
  t.match(originOf({ ...delivery, properties }, topics, now), { origin: { expiresAt: now } }, 'zero is an expiry too');
});

t.test('a topic of the gateway, one that begins with $, one with a wildcard and none at all are refused', async (t) => {
  const cases = [
    ['ocpp/cp/CP1', 'is one of the gateway'],
    ['ocpp/cp/CP2/Reply', 'is one of the gateway'],
    ['ocpp/cp/CP1/Presence', 'is one of the gateway'],
    ['ocpp/err/CP1', 'is one of the gateway'],
    ['ocpp/meter/CP1', 'is one of the gateway'],
    ['ocpp/cs/CP1', 'is one of the gateway'],
    ['ocpp/cs/%43P1', 'is one of the gateway'],
    ['$SYS/broker', 'begins with $'],
    ['$share/group/t', 'begins with $'],
    ['answers/+', 'has a wildcard'],
    ['answers/#', 'has a wildcard'],
    ['answers/\u0000', 'has a null character'],
    ['', 'is empty'],
  ] as const;
  for (const [responseTopic, problem] of cases) {
    const asked = originOf({ ...delivery, properties: { responseTopic } }, topics, now);
    t.strictSame(asked, { ok: false, description: `the response topic ${problem}` }, responseTopic);
  }
});

t.test("a topic that only resembles one of the gateway is the requester's own", async (t) => {
  for (const responseTopic of ['ocpp/cp/CP1/Reply/mine', 'ocpp/answers', 'other/cp/CP1', 'a$b'])
    t.match(originOf({ ...delivery, properties: { responseTopic } }, topics, now), { ok: true }, responseTopic);
});

// The documents say what the running system does: the examples of docs/topics.md are produced and taken word for word, each reason of its
// table is heard, and docs/settings.md is what `npm run docs` writes.

import { readFileSync } from 'node:fs';
import { parseSettings, settingsMarkdown } from '@ocpp-broker/config';
import type { RawChargePoint } from '@ocpp-broker/simulator';
import t, { type Test } from 'tap';
import { parse } from 'yaml';
import type { Envelope, TestMqttClient } from './fixtures/running-mqtt.ts';
import { startTestServer, type TestServer } from './fixtures/running-server.ts';
import { call, changeSettings, result } from './fixtures/running-settings.ts';

const document = (name: string) => readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8');
const topics = document('topics.md');

/** The JSON blocks, one line each. */
const examples = [...topics.matchAll(/```json\n(.*?)\n```/gs)].map(([, text = '']) => text);

/** The example of a message type, with the words that it is found by; fails when there is none. */
function example(messageTypeId: number): { readonly text: string; readonly envelope: Envelope } {
  const text = examples.find((one) => one.startsWith(`{"MessageTypeId":${messageTypeId},`));
  if (text === undefined) throw new Error(`docs/topics.md has no example of type ${messageTypeId}`);
  return { text, envelope: JSON.parse(text) as Envelope };
}

type Stage = { readonly running: TestServer; readonly csms: TestMqttClient; readonly chargePoint: RawChargePoint };

async function onStage(t: Test): Promise<Stage> {
  const running = await startTestServer(t);
  const csms = await running.mqtt();
  await csms.subscribe('ocpp/cp/#', 2);
  return { running, csms, chargePoint: await running.chargePoint('CP1') };
}

t.test('docs/topics.md has an example of every object, and no other', async (t) => {
  const kinds = examples.map((text) => JSON.parse(text) as Record<string, unknown>);
  t.same(
    kinds.map((one) => one.MessageTypeId ?? Object.keys(one).join()),
    [2, 3, 4, 6, 5, 'Connected,Since,Version,Reason,Node'],
  );
});

t.test('the CALL goes up word for word, with the QoS and retain flag of the table', async (t) => {
  const { csms, chargePoint } = await onStage(t);
  const { text, envelope } = example(2);
  await chargePoint.send([2, envelope.UniqueId, envelope.Action, envelope.Payload]);
  t.match(await csms.next('ocpp/cp/CP1'), { text, qos: 2, retain: false });
  t.match(topics, /^\| CALL or SEND of a charge point \| `ocpp\/cp\/<identity>`.* \| 2, no \|$/m);
});

t.test('the CALLRESULT is taken on the way down and goes up word for word', async (t) => {
  const { running, csms, chargePoint } = await onStage(t);
  // Its action goes one way only; without checks it goes both.
  await changeSettings(t, running, { message_format_checking: 'disable' });
  const { text, envelope } = example(3);
  const { UniqueId: id, Action: action = '', Payload: payload } = envelope;
  await chargePoint.send([2, id, action, {}]);
  await csms.next('ocpp/cp/CP1');
  await csms.publish('ocpp/cs/CP1', text);
  t.same(await chargePoint.nextJson(), [3, id, payload]);
  await csms.publish('ocpp/cs/CP1', call(id, action));
  await chargePoint.next();
  await chargePoint.send([3, id, payload]);
  t.match(await csms.next('ocpp/cp/CP1/Reply'), { text, qos: 2, retain: false });
});

t.test(
  'the CALLERROR is taken on the way down, with and without what may be left out, and goes up word for word',
  async (t) => {
    const { csms, chargePoint } = await onStage(t);
    const { text, envelope } = example(4);
    const { UniqueId: id, ErrorCode: code, ErrorDescription: description, ErrorDetails: details } = envelope;
    await chargePoint.send([2, id, 'Heartbeat', {}]);
    await csms.next('ocpp/cp/CP1');
    await csms.publish('ocpp/cs/CP1', text);
    t.same(await chargePoint.nextJson(), [4, id, code, description, details]);
    await chargePoint.send([2, 'again', 'Heartbeat', {}]);
    await csms.next('ocpp/cp/CP1');
    await csms.publish('ocpp/cs/CP1', { MessageTypeId: 4, UniqueId: 'again', ErrorCode: code });
    t.same(await chargePoint.nextJson(), [4, 'again', code, '', {}]);
    await csms.publish('ocpp/cs/CP1', call(id, envelope.Action ?? '', { type: 'Soft' }));
    await chargePoint.next();
    await chargePoint.send([4, id, code, description, details]);
    t.match(await csms.next('ocpp/cp/CP1/Reply'), { text, qos: 2, retain: false });
  },
);

const speaks21 = { subprotocols: ['ocpp2.1'], username: 'CP21', password: 'CP21-password' };

t.test('the SEND goes up word for word, and is taken on the way down', async (t) => {
  const { running, csms } = await onStage(t);
  await running.addChargePoint('CP21', 'CP21-password');
  const chargePoint = await running.chargePoint('CP21', speaks21);
  const { text, envelope } = example(6);
  await chargePoint.send([6, envelope.UniqueId, envelope.Action, envelope.Payload]);
  t.match(await csms.next('ocpp/cp/CP21'), { text, qos: 2, retain: false });
  // Its action goes one way only; without checks it goes both.
  await changeSettings(t, running, { message_format_checking: 'disable' });
  await csms.publish('ocpp/cs/CP21', text);
  t.same(await chargePoint.nextJson(), [6, envelope.UniqueId, envelope.Action, envelope.Payload]);
});

t.test(
  'the CALLRESULTERROR goes both ways word for word, on the way down also without what may be left out',
  async (t) => {
    const { running, csms } = await onStage(t);
    await running.addChargePoint('CP21', 'CP21-password');
    const chargePoint = await running.chargePoint('CP21', speaks21);
    const { text, envelope } = example(5);
    const { UniqueId: id, ErrorCode: code, ErrorDescription: description, ErrorDetails: details } = envelope;
    await chargePoint.send([5, id, code, description, details]);
    t.match(await csms.next('ocpp/cp/CP21/Reply'), { text, qos: 2, retain: false });
    await csms.publish('ocpp/cs/CP21', text);
    t.same(await chargePoint.nextJson(), [5, id, code, description, details]);
    await csms.publish('ocpp/cs/CP21', { MessageTypeId: 5, UniqueId: id, ErrorCode: code });
    t.same(await chargePoint.nextJson(), [5, id, code, '', {}]);
  },
);

t.test('the request of the document gets its answer on the response topic', async (t) => {
  const [, topic = '', responseTopic = '', message = ''] =
    /^mosquitto_rr .* -t (\S+) -e (\S+) -m '(.*)'$/m.exec(topics) ?? [];
  const { csms, chargePoint } = await onStage(t);
  await csms.subscribe(responseTopic);
  const correlationData = Buffer.from('any');
  await csms.publish(topic, message, { properties: { responseTopic, correlationData } });
  const [type, id, action] = (await chargePoint.nextJson()) as readonly unknown[];
  t.same([type, action], [2, 'ClearCache']);
  await chargePoint.send([3, id, { status: 'Accepted' }]);
  const { text, correlationData: sentBack } = await csms.next(responseTopic);
  t.match(JSON.parse(text), { MessageTypeId: 3, UniqueId: id, Payload: { status: 'Accepted' } });
  t.equal(sentBack, 'any');
});

t.test('presence has the fields of its example, in their order, and is retained with QoS 1', async (t) => {
  const { running, csms } = await onStage(t);
  const shown = JSON.parse(examples.at(-1) ?? '{}') as Record<string, unknown>;
  const { text, qos } = await csms.next('ocpp/cp/CP1/Presence');
  const presence = JSON.parse(text) as Record<string, unknown>;
  t.equal(qos, 1);
  t.same(Object.keys(presence), Object.keys(shown));
  t.match(presence.Since, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  t.same({ ...presence, Since: null }, { ...shown, Since: null });
  const newcomer = await running.mqtt();
  await newcomer.subscribe('ocpp/cp/+/Presence');
  t.match(await newcomer.next('ocpp/cp/CP1/Presence'), { retain: true, text });
});

t.test('identities enter topics as the document says', async (t) => {
  const [, identity = '', level = ''] = /`(\S+)` → `(\S+)`/.exec(topics) ?? [];
  const { running, csms } = await onStage(t);
  const chargePoint = await running.chargePoint(identity);
  await chargePoint.send([2, 'u1', 'Heartbeat', {}]);
  t.match(await csms.nextEnvelope(`ocpp/cp/${level}`), { UniqueId: 'u1' });
});

t.test('every reason of the table is heard, and no other', async (t) => {
  const { running, csms, chargePoint } = await onStage(t);
  const documented = [...topics.matchAll(/^\| `(\w+)` \| /gm)].map(([, reason]) => reason);
  const heard: unknown[] = [];
  const told = async (identity = 'CP1') => {
    const { ErrorDetails } = await csms.nextEnvelope(`ocpp/cp/${identity}/Reply`);
    heard.push(ErrorDetails?.Reason);
  };
  const down = (message: unknown, identity = 'CP1') => csms.publish(`ocpp/cs/${identity}`, message);
  for (const wrong of [
    'no JSON',
    '[]',
    call('a', 'Heartbeat'),
    call('b', 'Reset', { type: 'Softly' }),
    result('nobody'),
  ]) {
    await down(wrong);
    await told();
  }
  await changeSettings(t, running, { dnstream: { max_mqueue_len: 0 } });
  await down(call('c', 'ClearCache'));
  await chargePoint.next();
  await down(call('c', 'ClearCache'));
  await told();
  await down(call('d', 'ClearCache'));
  await told();
  await chargePoint.send([3, 'c', { status: 'Perhaps' }]);
  await told();

  await changeSettings(t, running, { call_timeout: '100ms' });
  await down(call('e', 'ClearCache'));
  await told();
  await changeSettings(t, running, { call_timeout: '30s' });
  await chargePoint.next();
  await down(call('f', 'ClearCache'));
  await chargePoint.next();
  const newer = await running.chargePoint('CP1');
  await told();
  await down(call('g', 'ClearCache'));
  await newer.next();
  newer.terminate();
  await told();

  await down(call('h', 'ClearCache'), 'CP9');
  await told('CP9');
  await changeSettings(t, running, { offline_policy: 'queue', offline_ttl: '100ms', dnstream: { max_mqueue_len: 1 } });
  await down(call('i', 'ClearCache'), 'CP9');
  await told('CP9');
  t.same([...heard].sort(), [...documented].sort());
});

t.test('the settings that the documents show are valid', async (t) => {
  const shown = ['operating.md', '../README.md'].flatMap((name) =>
    [...document(name).matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => [name, text] as const),
  );
  t.equal(shown.length, 4);
  for (const [source, text] of shown) {
    t.doesNotThrow(() => parseSettings([{ source, document: parse(text) }]), text);
  }
});

t.test('docs/settings.md is what the schema of the settings says', async (t) => {
  t.equal(document('settings.md'), settingsMarkdown(), 'npm run docs writes it anew');
});

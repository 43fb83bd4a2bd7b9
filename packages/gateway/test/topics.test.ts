import type { CallError, CallResult } from '@ocpp-broker/ocpp';
import t from 'tap';
import type { TopicOptions } from '../src/options.ts';
import { Topics } from '../src/topics.ts';
import { defaultOptions } from './fixtures/options.ts';

const topicsOf = (changes: Partial<TopicOptions> = {}) => new Topics({ ...defaultOptions.topics, ...changes });
const owner = { identity: 'A/B', username: 'user', version: '1.6' };
const call = { kind: 'Call', uniqueId: 'u1', action: 'Heartbeat', payload: {}, payloadText: '{}' } as const;
const result: CallResult = { kind: 'CallResult', uniqueId: 'u2', payload: {}, payloadText: '{}' };
const error: CallError = {
  kind: 'CallError',
  uniqueId: 'u3',
  errorCode: 'GenericError',
  errorDescription: '',
  errorDetailsText: '{}',
};

t.test('calls, answers and errors have the topics of the templates under the mountpoint', async (t) => {
  const topics = topicsOf({ mountpoint: 'm/', error: 'cp/${cid}/Error' }).of(owner);
  t.equal(topics.topicOf({ channel: 'call', message: call, action: 'Heartbeat' }), 'm/cp/A%2FB');
  t.equal(topics.topicOf({ channel: 'reply', message: result, action: 'Reset' }), 'm/cp/A%2FB/Reply');
  t.equal(topics.topicOf({ channel: 'error', message: error, action: 'Reset' }), 'm/cp/A%2FB/Error');
  t.equal(topics.downstream, 'm/cs/A%2FB');
  t.equal(topics.presence, 'm/cp/A%2FB/Presence');
});

t.test('an override takes the calls of its action, and nothing else', async (t) => {
  const topics = topicsOf({ callOverrides: { Heartbeat: 'beat/${cid}/${id}' } }).of(owner);
  t.equal(topics.topicOf({ channel: 'call', message: call, action: 'Heartbeat' }), 'ocpp/beat/A%2FB/u1');
  t.equal(topics.topicOf({ channel: 'call', message: call, action: 'Authorize' }), 'ocpp/cp/A%2FB');
  t.equal(topics.topicOf({ channel: 'reply', message: result, action: 'Heartbeat' }), 'ocpp/cp/A%2FB/Reply');
});

t.test('an action named like a property of every object has no override', async (t) => {
  const topics = topicsOf({ callOverrides: { Heartbeat: 'x' } }).of(owner);
  for (const action of ['__proto__', 'constructor', 'toString'])
    t.equal(topics.topicOf({ channel: 'call', message: call, action }), 'ocpp/cp/A%2FB', action);
});

t.test('placeholders of the message are filled for each message', async (t) => {
  const topics = topicsOf({ call: '${action}/${type}/${id}', reply: '${action}/${type}/${id}' }).of(owner);
  t.equal(topics.topicOf({ channel: 'call', message: call, action: 'a/+' }), 'ocpp/a%2F%2B/2/u1');
  t.equal(topics.topicOf({ channel: 'reply', message: result, action: undefined }), 'ocpp//3/u2');
});

t.test('an action as long as a frame is cut, so that the topic stays one that MQTT can carry', async (t) => {
  const topics = topicsOf({ call: '${action}' }).of(owner);
  t.equal(topics.topicOf({ channel: 'call', message: call, action: '/'.repeat(60_000) }).length, 5 + 255 * 3);
});

t.test('the identity is read back from a downstream topic', async (t) => {
  const topics = topicsOf({ downstream: 'to/x-${cid}/in' });
  t.equal(topics.downstreamFilter, 'ocpp/to/+/in');
  t.equal(topics.identityOf('ocpp/to/x-A%2FB/in'), 'A/B');
  t.equal(topics.identityOf(topics.of(owner).downstream), 'A/B');
  for (const topic of ['ocpp/to/x-/in', 'ocpp/to/CP1/in', 'ocpp/cs/CP1', 'ocpp/to/x-CP1/in/more'])
    t.equal(topics.identityOf(topic), undefined, topic);
});

t.test('a second spelling of a topic is for nobody, but it is known as a downstream topic', async (t) => {
  const topics = topicsOf();
  for (const level of ['%43P1', 'A%2fB', '100%', '%ff', '$x', 'CP%201']) {
    t.equal(topics.identityOf(`ocpp/cs/${level}`), undefined, level);
    t.equal(topics.levelOf(`ocpp/cs/${level}`), level);
  }
  t.equal(topics.levelOf('ocpp/cp/CP1'), undefined);
  t.equal(topics.levelOf('ocpp/cs/'), undefined);
});

t.test('the topics that the gateway publishes on are its own, for every identity', async (t) => {
  const topics = topicsOf({ callOverrides: { Heartbeat: 'beat/${cid}' } });
  for (const topic of ['ocpp/cp/CP1', 'ocpp/cp/CP1/Reply', 'ocpp/cp/X/Presence', 'ocpp/beat/CP1', 'ocpp/cp/a\nb'])
    t.ok(topics.owns(topic), topic);
  for (const topic of ['ocpp/cs/CP1', 'ocpp/cp/CP1/Other', 'cp/CP1', 'ocpp/cp/CP1/Reply/x'])
    t.notOk(topics.owns(topic), topic);
});

t.test('an empty presence template means no presence', async (t) => {
  const topics = topicsOf({ presence: '' });
  t.equal(topics.of(owner).presence, undefined);
  t.notOk(topics.owns('ocpp/'));
});

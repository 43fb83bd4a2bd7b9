import t from 'tap';
import { channelsIn, documentWith, operationsIn } from './fixtures/async-api.ts';

t.test('the server sends what charge points say, and receives what they are told', async (t) => {
  const operations = operationsIn(documentWith());
  t.same(
    Object.entries(operations).map(([id, { action, channel }]) => [id, action, channel.$ref]),
    [
      ['send-calls', 'send', '#/channels/calls'],
      ['send-replies', 'send', '#/channels/replies'],
      ['send-errors', 'send', '#/channels/replies'],
      ['send-presence', 'send', '#/channels/presence'],
      ['receive-calls', 'receive', '#/channels/downstream'],
      ['receive-requests', 'receive', '#/channels/downstream'],
      ['receive-sends', 'receive', '#/channels/downstream'],
      ['receive-answers', 'receive', '#/channels/downstream'],
    ],
  );
});

t.test('everything is published with QoS 2, presence with QoS 1 and retained', async (t) => {
  for (const [id, { action, bindings }] of Object.entries(operationsIn(documentWith()))) {
    const isPresence = id === 'send-presence';
    if (action === 'send') t.match(bindings?.mqtt, { qos: isPresence ? 1 : 2, retain: isPresence }, id);
    else t.notOk('qos' in (bindings?.mqtt ?? {}), `${id}: the QoS is the publisher's`);
  }
});

t.test('every message of a channel is sent or received by an operation on it, whatever the topics', async (t) => {
  const upstream = {
    reply_topic: 'r/${cid}',
    error_topic: 'e/${cid}',
    topic_override_mapping: { Heartbeat: 'r/${cid}' },
  };
  for (const settings of [{}, { upstream }, { presence: { topic: '' } }, { upstream: { topic: 'cp/${cid}/Reply' } }]) {
    const document = documentWith(settings);
    const all = Object.entries(channelsIn(document)).flatMap(([id, { messages }]) =>
      Object.keys(messages).map((name) => `#/channels/${id}/messages/${name}`),
    );
    const operations = Object.values(operationsIn(document));
    const used = operations.flatMap(({ messages, reply }) => [...messages, ...(reply?.messages ?? [])]);
    t.same([...new Set(used.map(({ $ref }) => $ref))].sort(), all.sort(), JSON.stringify(settings));
  }
});

t.test('a CALL is answered on the reply topic, with its error where that is the same topic', async (t) => {
  const shared = operationsIn(documentWith());
  t.match(shared['receive-calls']?.reply?.messages.length, 2);
  const apart = operationsIn(documentWith({ upstream: { error_topic: 'e/${cid}' } }));
  t.match(apart['receive-calls']?.reply, {
    channel: { $ref: '#/channels/replies' },
    messages: [{ $ref: '#/channels/replies/messages/CallResult' }],
  });
  t.equal(apart['receive-calls']?.reply?.messages.length, 1);
  t.equal(apart['send-errors']?.channel.$ref, '#/channels/errors');
});

t.test('a CALL with a response topic is answered at an address that only its publisher knows', async (t) => {
  const document = documentWith();
  t.match(operationsIn(document)['receive-requests']?.reply, {
    address: { location: '$message.header#/responseTopic' },
    channel: { $ref: '#/channels/responses' },
  });
  t.notOk('address' in (channelsIn(document).responses ?? {}));
});

t.test('the CALLs of a charge point are answered downstream, also those with a topic of their own', async (t) => {
  const operations = operationsIn(documentWith({ upstream: { topic_override_mapping: { Heartbeat: 'beat/${cid}' } } }));
  for (const id of ['send-calls', 'send-calls-Heartbeat']) {
    t.equal(operations[id]?.reply?.channel.$ref, '#/channels/downstream', id);
  }
  t.match(operations['send-calls-Heartbeat'], { description: 'Of Heartbeat alone.' });
});

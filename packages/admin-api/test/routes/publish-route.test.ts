import t from 'tap';
import { testApi } from '../fixtures/api.ts';

t.test('a message is published as EMQX would: QoS 0 and not retained unless told', async (t) => {
  const { ask, memory } = await testApi();
  const answer = await ask('POST /publish', { body: { topic: 'ocpp/cs/CP1', payload: 'héllo', clientid: 'ignored' } });
  t.match(answer, { status: 200, json: { id: 'm1' } });
  const [message] = memory.published;
  t.match(message, { topic: 'ocpp/cs/CP1', qos: 0, retain: false, properties: {} });
  t.equal(Buffer.from(message?.payload ?? []).toString(), 'héllo');
  t.match(memory.audit, [{ action: 'publish', target: 'ocpp/cs/CP1' }]);
});

t.test('nobody subscribed is 202 with MQTT’s reason', async (t) => {
  const { ask } = await testApi();
  const { status, json } = await ask('POST /publish', { body: { topic: 'nobody/here', payload: '' } });
  t.equal(status, 202);
  t.same(json, { message: 'no_matching_subscribers', reason_code: 16 });
});

t.test('QoS, retain, bytes and the properties of MQTT 5 are passed on', async (t) => {
  const { ask, memory } = await testApi();
  const properties = {
    payload_format_indicator: 1,
    message_expiry_interval: 60,
    response_topic: 'answers',
    correlation_data: 'c1',
    content_type: 'application/json',
    user_properties: { a: 'b' },
  };
  const body = { topic: 't', qos: 2, retain: true, payload: 'AP8=', payload_encoding: 'base64', properties };
  t.equal((await ask('POST /publish', { body })).status, 200);
  t.match(memory.published[0], { qos: 2, retain: true });
  t.same([...(memory.published[0]?.payload ?? [])], [0, 255]);
  t.same(memory.published[0]?.properties, {
    payloadFormatIndicator: 1,
    messageExpiryIntervalSeconds: 60,
    responseTopic: 'answers',
    correlationData: Buffer.from('c1'),
    contentType: 'application/json',
    userProperties: { a: 'b' },
  });
});

t.test('base64 may lack its padding but nothing else', async (t) => {
  const { ask } = await testApi();
  const publish = (payload: string) =>
    ask('POST /publish', { body: { topic: 't', payload, payload_encoding: 'base64' } });
  for (const payload of ['', 'AP8=', 'AP8', 'AAAA']) t.equal((await publish(payload)).status, 200, payload);
  for (const payload of ['A', 'AP8=x', 'A P8', '%%%%', '_-__']) {
    t.match(await publish(payload), { status: 400, json: { message: 'payload: must be base64' } }, payload);
  }
});

t.test('what cannot be a topic or a string of MQTT is refused with its path', async (t) => {
  const { ask, memory } = await testApi();
  const good = { topic: 't', payload: 'p' };
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ topic: '' }, /^topic: must be a topic name/],
    [{ topic: 'a/#' }, /^topic: must be a topic name/],
    [{ topic: 'a/+/b' }, /^topic: must be a topic name/],
    [{ topic: 'a\u0000' }, /^topic: must be UTF-8/],
    [{ topic: 'a\ud800' }, /^topic: must be UTF-8/],
    [{ topic: 'é'.repeat(32_768) }, /^topic: must be at most 65535 bytes/],
    [{ topic: '$SYS/x/new/clients' }, /^topic: must not be under \$SYS/],
    [{ payload: '\udfff' }, /^payload: must be UTF-8/],
    [{ payload: { a: 1 } }, /^payload: must be string/],
    [{ payload_encoding: 'hex' }, /^payload_encoding: /],
    [{ retain: 1 }, /^retain: /],
    [{ properties: { response_topic: 'a/#' } }, /^properties\.response_topic: /],
    [{ properties: { content_type: '\u0000' } }, /^properties\.content_type: /],
    [{ properties: { correlation_data: '\ud800' } }, /^properties\.correlation_data: /],
    [{ properties: { message_expiry_interval: -1 } }, /^properties\.message_expiry_interval: /],
    [{ properties: { user_properties: { a: 1 } } }, /^properties\.user_properties\.a: /],
    [{ properties: { user_properties: { a: '\u0000' } } }, /^properties\.user_properties: /],
    [
      { properties: { user_properties: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [i, ''])) } },
      /^properties\.user_properties: /,
    ],
  ];
  for (const [part, message] of cases) {
    t.match(await ask('POST /publish', { body: { ...good, ...part } }), {
      status: 400,
      json: { code: 'BAD_REQUEST', message },
    });
  }
  t.same(memory.published, []);
  t.same(memory.audit, []);
});

import t from 'tap';
import { encodeEvent, type WebhookEvent } from '../src/webhook-event.ts';

const now = Date.UTC(2025, 5, 1, 12, 30, 15, 7);

t.test('an event is an object with an id of its own, its time and what it is about', async (t) => {
  const text = encodeEvent({ kind: 'client.connected', identity: 'csms-1', fields: { username: 'csms' } }, now);
  const { id, ...rest } = JSON.parse(text);
  t.match(id, /^[0-9a-f-]{36}$/);
  t.strictSame(rest, {
    at: '2025-06-01T12:30:15.007Z',
    kind: 'client.connected',
    identity: 'csms-1',
    username: 'csms',
  });
  t.not(JSON.parse(encodeEvent({ kind: 'client.connected', identity: 'csms-1' }, now)).id, id);
});

t.test('a payload is sent digit by digit as it came', async (t) => {
  const call: WebhookEvent = {
    kind: 'call',
    identity: 'CP1',
    action: 'MeterValues',
    direction: 'upstream',
    fields: { unique_id: 'u1' },
    payloadText: '{"value":1.50,"big":12345678901234567890}',
  };
  const text = encodeEvent(call, now);
  t.ok(text.endsWith(',"unique_id":"u1","payload":{"value":1.50,"big":12345678901234567890}}'), text);
  t.match(JSON.parse(text), { kind: 'call', identity: 'CP1', action: 'MeterValues', direction: 'upstream' });
});

t.test('fields cannot take the place of what an event has by itself, not even of what it lacks', async (t) => {
  const fields = { id: 'x', at: 'x', kind: 'x', identity: 'x', action: 'x', direction: 'x', reason: 'kept' };
  const read = JSON.parse(encodeEvent({ kind: 'chargepoint.disconnected', identity: 'CP1', fields }, now));
  t.match(read, { at: '2025-06-01T12:30:15.007Z', kind: 'chargepoint.disconnected', identity: 'CP1', reason: 'kept' });
  t.notOk('action' in read);
  t.strictSame(Object.keys(read), ['id', 'at', 'kind', 'identity', 'reason']);
});

t.test('whatever is in an identity, the text is JSON', async (t) => {
  const identity = '"\\\n\u2028 é \ud800';
  t.equal(JSON.parse(encodeEvent({ kind: 'client.connected', identity }, now)).identity, identity);
});

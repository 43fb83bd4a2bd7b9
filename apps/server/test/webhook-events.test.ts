import type { Broker, BrokerEvent } from '@ocpp-broker/broker';
import type { ObservedMessage, ObservedPeer } from '@ocpp-broker/gateway';
import type { WebhookEvent } from '@ocpp-broker/webhooks';
import t from 'tap';
import { everyObserver } from '../src/observers.ts';
import { chargePointEvents, clientEvents } from '../src/webhook-events.ts';

function hooks(wanted: (kind: string, action?: string) => boolean = () => true) {
  const events: WebhookEvent[] = [];
  return { events, wants: wanted, emit: (event: WebhookEvent) => void events.push(event) };
}

const token = `ey${'a'.repeat(20)}.ey${'b'.repeat(20)}.c`;
const peer: ObservedPeer = {
  identity: 'CP1',
  username: token,
  version: '1.6',
  listenerId: 'ocpp:ws:default',
  remoteAddress: '192.0.2.7',
};
const facts = { version: '1.6', username: '(token)', listener: 'ocpp:ws:default', ip_address: '192.0.2.7' };
const observed = (
  direction: ObservedMessage['direction'],
  message: ObservedMessage['message'],
  action: string | null = 'ChangeConfiguration',
): ObservedMessage => ({ at: 1, identity: 'CP1', version: '1.6', direction, message, action });

const secretText = '{"key":"AuthorizationKey","value":"deadbeef","n":9007199254740993}';
const maskedSecretText = '{"key":"AuthorizationKey","value":"***","n":9007199254740993}';
const call = (payloadText: string) =>
  ({ kind: 'Call', uniqueId: 'u1', action: 'ChangeConfiguration', payload: {}, payloadText }) as const;
const result = (payloadText: string) => ({ kind: 'CallResult', uniqueId: 'u1', payload: {}, payloadText }) as const;

t.test('who connects and who leaves is told, a token as name is not', async (t) => {
  const webhooks = hooks();
  const observer = everyObserver([chargePointEvents(webhooks)]);
  observer.connected(peer, 0);
  observer.disconnected(peer, { code: 1001, reason: 'bye', durationMs: 7, isReplaced: true }, 7);
  t.strictSame(webhooks.events, [
    { kind: 'chargepoint.connected', identity: 'CP1', fields: facts },
    {
      kind: 'chargepoint.disconnected',
      identity: 'CP1',
      fields: { ...facts, code: 1001, reason: 'bye', duration_ms: 7, replaced: true },
    },
  ]);
});

t.test(
  'what a charge point says travels on as it was written, what it is told is masked, and what it answers',
  async (t) => {
    const webhooks = hooks();
    const observer = everyObserver([chargePointEvents(webhooks)]);
    observer.message(observed('upstream', call(secretText)));
    observer.message(observed('downstream', call(secretText)));
    observer.message(observed('upstream', result(secretText)));
    observer.message(observed('downstream', call('{"idTag":"TAG-7"}')));
    t.strictSame(
      webhooks.events.map(({ payloadText }) => payloadText),
      [secretText, maskedSecretText, maskedSecretText, '{"idTag":"TAG-7"}'],
    );
    t.strictSame(webhooks.events[0], {
      kind: 'call',
      identity: 'CP1',
      action: 'ChangeConfiguration',
      direction: 'upstream',
      fields: { version: '1.6', unique_id: 'u1' },
      payloadText: secretText,
    });
    t.equal(webhooks.events[2]?.kind, 'result');
  },
);

t.test('errors are told with what they say', async (t) => {
  const webhooks = hooks();
  const observer = everyObserver([chargePointEvents(webhooks)]);
  const said = { uniqueId: 'u', errorCode: 'NotSupported', errorDescription: 'no', errorDetailsText: '{"a":1}' };
  observer.message(observed('upstream', { kind: 'CallError', ...said }, null));
  observer.message(observed('downstream', { kind: 'CallResultError', ...said }));
  const fields = {
    version: '1.6',
    unique_id: 'u',
    error_code: 'NotSupported',
    error_description: 'no',
    error_details: { a: 1 },
  };
  t.strictSame(webhooks.events, [
    { kind: 'error', identity: 'CP1', direction: 'upstream', fields },
    { kind: 'error', identity: 'CP1', action: 'ChangeConfiguration', direction: 'downstream', fields },
  ]);
});

t.test('what nobody wants is not made', async (t) => {
  const asked: unknown[] = [];
  const webhooks = hooks((...what) => {
    asked.push(what);
    return false;
  });
  const observer = everyObserver([chargePointEvents(webhooks)]);
  observer.connected(peer, 0);
  observer.disconnected(peer, { code: 1001, reason: '', durationMs: 7, isReplaced: false }, 7);
  observer.message(observed('upstream', { ...call('{'), kind: 'Send' }));
  clientEvents(webhooks, () => never)({ kind: 'connected', clientId: 'c', listenerId: 'l' });
  t.strictSame(webhooks.events, []);
  t.strictSame(asked, [
    ['chargepoint.connected'],
    ['chargepoint.disconnected'],
    ['send', 'ChangeConfiguration'],
    ['client.connected'],
  ]);
});

const never: Pick<Broker, 'client'> = {
  client: () => {
    throw new Error('asked for nothing');
  },
};

t.test('MQTT clients are told with what is known of them, and other events are not', async (t) => {
  const webhooks = hooks();
  const client = { username: token, ipAddress: '192.0.2.8' } as ReturnType<Broker['client']>;
  const tell = clientEvents(webhooks, () => ({ client: (id: string) => (id === 'known' ? client : undefined) }));
  const events: readonly BrokerEvent[] = [
    { kind: 'connected', clientId: 'known', listenerId: 'tcp:default' },
    { kind: 'connected', clientId: 'gone', listenerId: 'tcp:default' },
    { kind: 'disconnected', clientId: 'known', listenerId: 'tcp:default', reasonCode: 0x98 },
    { kind: 'publish-refused', clientId: 'known' },
  ];
  for (const event of events) tell(event);
  const listener = 'tcp:default';
  t.strictSame(webhooks.events, [
    { kind: 'client.connected', identity: 'known', fields: { listener, username: '(token)', ip_address: '192.0.2.8' } },
    { kind: 'client.connected', identity: 'gone', fields: { listener, username: null, ip_address: null } },
    { kind: 'client.disconnected', identity: 'known', fields: { listener, reason_code: 0x98 } },
  ]);
});

import type { BrokerEvent } from '@ocpp-broker/broker';
import type { ObservedEnd, ObservedPeer } from '@ocpp-broker/gateway';
import t from 'tap';
import { EventCounts } from '../src/event-counts.ts';
import { everyObserver } from '../src/observers.ts';

const peer = {} as ObservedPeer;

t.test('charge points and MQTT clients are counted together', async (t) => {
  const counts = new EventCounts();
  const observer = everyObserver([counts.observer]);
  for (const outcome of ['accepted', 'unauthorized', 'unavailable'] as const) observer.handshake(outcome, null);
  observer.connected(peer, 0);
  observer.disconnected(peer, {} as ObservedEnd, 0);
  observer.frame('upstream', 2, 'Heartbeat', 20);
  observer.frame('upstream', null, null, 3);
  observer.frame('downstream', 3, 'Heartbeat', 40);
  const at = { clientId: 'c', listenerId: 'tcp:default' };
  const events: readonly BrokerEvent[] = [
    { kind: 'connected', ...at },
    { kind: 'connected', ...at },
    { kind: 'disconnected', ...at, reasonCode: null },
    { kind: 'connection-refused', listenerId: 'tcp:default', reason: 'bad-credentials' },
    { kind: 'connection-refused', listenerId: 'tcp:default', reason: 'banned' },
    { kind: 'publish-refused', clientId: 'c' },
    { kind: 'subscribe-refused', clientId: 'c' },
    { kind: 'message-dropped', clientId: 'c', reason: 'expired' },
    { kind: 'message-dropped', clientId: 'c', reason: 'queued_bytes' },
    { kind: 'message-dropped', clientId: 'c', reason: 'queue-full' },
    { kind: 'message-dropped', clientId: 'c', reason: 'packet-too-large' },
    { kind: 'message-dropped', clientId: 'c', reason: 'slow-client' },
    { kind: 'client-cut', clientId: 'c', reason: 'stalled' },
    { kind: 'failed', error: new Error('disk') },
  ];
  for (const event of events) counts.onBrokerEvent(event);
  const { observer: _, onBrokerEvent: __, ...numbers } = counts;
  t.strictSame(numbers, {
    receivedFrames: 2,
    sentFrames: 1,
    receivedFrameBytes: 23,
    sentFrameBytes: 40,
    connected: 3,
    disconnected: 2,
    refused: 4,
    unauthorized: 2,
    publishesUnauthorized: 1,
    subscribesUnauthorized: 1,
    dropped: 5,
    droppedExpired: 1,
    droppedQueueFull: 2,
    droppedTooLarge: 1,
  });
});

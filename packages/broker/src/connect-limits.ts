import { type Clock, systemClock } from '@ocpp-broker/net';
import type { Carrier } from './carrier.ts';

/**
 * Bytes that a client may send before it has been let in. The largest CONNECT that MQTT 3.1.1 can express has 320 kB,
 * but only if will, user name and password are 64 kB each.
 */
export const bytesBeforeConnectMax = 128 * 1024;

/** Why a connection was given up before its CONNACK. */
export type ConnectFailure = 'bytes-before-connect' | 'connect-timeout';

/**
 * Watches a new connection until the returned function is called; tells once if it takes too much time or sends too much.
 * Bytes are counted on the socket, since a WebSocket hands nothing on before a message is complete.
 */
export function watchConnect(
  carrier: Carrier,
  limits: { readonly timeoutMs: number; readonly bytesMax: number },
  failed: (reason: ConnectFailure) => void,
  clock: Clock = systemClock,
): () => void {
  // A WebSocket's handshake was on the same socket.
  const bytesAtStart = carrier.bytesReceived();
  const stopCounting = carrier.onReceived(() => {
    if (carrier.bytesReceived() - bytesAtStart > limits.bytesMax) fail('bytes-before-connect');
  });
  const cancel = clock.after(limits.timeoutMs, () => fail('connect-timeout'));

  function stop(): void {
    cancel();
    stopCounting();
  }
  function fail(reason: ConnectFailure): void {
    stop();
    failed(reason);
  }
  return stop;
}

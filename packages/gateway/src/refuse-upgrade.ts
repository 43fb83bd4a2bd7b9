import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RefusedHandshake } from './handshake.ts';
import type { Clock } from './ports.ts';

/** After which time a charge point that was refused for load may come again, where nothing better is known; in milliseconds. */
const retryAfterMsUsual = 10_000;

/** How long a refused peer may keep its end open, in milliseconds. */
const lingerMs = 2_000;

/** Answers an upgrade request with an HTTP status and the reason as text, and closes. */
export function refuseUpgrade(
  socket: Duplex,
  { status, reason, retryAfterMs = retryAfterMsUsual }: Pick<RefusedHandshake, 'status' | 'reason' | 'retryAfterMs'>,
  clock: Clock,
): void {
  if (socket.destroyed) return;
  const body = `${reason}\n`;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  if (status === 401) lines.push('WWW-Authenticate: Basic realm="ocpp-broker", charset="UTF-8"');
  if (status === 503) lines.push(`Retry-After: ${Math.max(1, Math.ceil(retryAfterMs / 1_000))}`);
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
  socket.once(
    'close',
    clock.after(lingerMs, () => socket.destroy()),
  );
}

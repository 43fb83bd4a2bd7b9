import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RefusedHandshake } from './handshake.ts';
import type { Clock } from './ports.ts';

/** After how many seconds a charge point that was refused for load may come again. */
const retryAfterSeconds = 10;

/** How long a refused peer may keep its end open, in milliseconds. */
const lingerMs = 2_000;

/** Answers an upgrade request with an HTTP status and the reason as text, and closes. */
export function refuseUpgrade(
  socket: Duplex,
  { status, reason }: Pick<RefusedHandshake, 'status' | 'reason'>,
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
  if (status === 503) lines.push(`Retry-After: ${retryAfterSeconds}`);
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
  socket.once(
    'close',
    clock.after(lingerMs, () => socket.destroy()),
  );
}

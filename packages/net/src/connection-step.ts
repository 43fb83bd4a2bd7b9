import type { Server, Socket } from 'node:net';

/**
 * Puts a step before whoever listens to a server's connections now (HTTP, TLS, an application). It gets each socket first, and calls
 * `handOn` when the others may have it, now or later, or never. Of several steps the one that was put there last comes first.
 */
export function stepBefore(server: Server, take: (socket: Socket, handOn: () => void) => void): void {
  const takers = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket) => {
    take(socket, () => {
      for (const taker of takers) taker.call(server, socket);
    });
  });
}

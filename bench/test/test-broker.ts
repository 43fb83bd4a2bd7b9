import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Aedes } from 'aedes';

/** An MQTT broker that asks nobody who they are, unless `password` is given. */
export type TestBroker = { readonly port: number; readonly aedes: Aedes; dropClients(): void; close(): Promise<void> };

/** Opens a broker on a free port of this machine. */
export async function openBroker(password?: string): Promise<TestBroker> {
  const aedes = await Aedes.createBroker({
    authenticate: (_client, _username, shown, done) =>
      done(null, password === undefined || shown?.toString() === password),
  });
  const server = createServer({ noDelay: true }, aedes.handle);
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => sockets.add(socket));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const dropClients = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    aedes,
    dropClients,
    close: async () => {
      dropClients();
      server.close();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
    },
  };
}

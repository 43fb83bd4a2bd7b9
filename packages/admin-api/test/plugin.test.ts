import fastify from 'fastify';
import t from 'tap';
import { adminApiPlugin } from '../src/index.ts';
import { ADMIN } from './fixtures/api.ts';
import { memoryPorts } from './fixtures/memory-ports.ts';

t.test('the plug-in works on a server of somebody else’s', async (t) => {
  const { ports } = memoryPorts();
  const server = fastify();
  t.teardown(() => server.close());
  await server.register(adminApiPlugin, { ports });
  const nodes = await server.inject({ method: 'GET', url: '/api/v5/nodes', headers: { authorization: ADMIN } });
  t.equal(nodes.statusCode, 200);
  t.equal((await server.inject('/api/v5/nodes')).json().code, 'AUTHORIZATION_HEADER_ERROR');
  t.equal((await server.inject('/nowhere')).json().code, 'NOT_FOUND');
  t.equal((await server.inject('/')).json().name, 'ocpp-broker');
});

t.test('two of them in one process share nothing', async (t) => {
  const servers = await Promise.all(
    [1, 2].map(async () => {
      const server = fastify();
      t.teardown(() => server.close());
      await server.register(adminApiPlugin, { ports: memoryPorts().ports, options: { loginFailuresMax: 1 } });
      return server;
    }),
  );
  const guess = { method: 'POST' as const, url: '/api/v5/login', payload: { username: 'admin', password: 'x' } };
  for (const server of servers) t.equal((await server.inject(guess)).statusCode, 401);
  for (const server of servers) t.equal((await server.inject(guess)).statusCode, 429);
});

import type { FastifyInstance } from 'fastify';
import type { ApiContext } from '../context.ts';
import { operation } from '../operation.ts';
import { amount, exact, text } from '../schema-parts.ts';

/** `GET /nodes`: this one. */
export function nodeRoutes(api: FastifyInstance, { ports }: ApiContext): void {
  api.route({
    ...operation({
      method: 'GET',
      url: '/nodes',
      id: 'listNodes',
      tag: 'Node',
      summary: 'List the nodes',
      replies: {
        200: {
          type: 'array',
          description: 'The nodes',
          items: exact({
            node: text('Name'),
            node_status: text('Whether it runs', { enum: ['running', 'stopped'] }),
            version: text('Version of the server'),
            edition: text('Edition, as EMQX tells it'),
            role: text('Role in a cluster, as EMQX tells it'),
            uptime: amount('Milliseconds since the start'),
            connections: amount('Connections'),
            live_connections: amount('Connections that are open'),
          }),
        },
      },
    }),
    handler: async () => {
      const { node, running, version, startedAt, connections } = await ports.node.status();
      return [
        {
          node,
          node_status: running ? 'running' : 'stopped',
          version,
          edition: 'Opensource',
          role: 'core',
          uptime: Math.max(0, ports.clock.now() - startedAt),
          connections,
          live_connections: connections,
        },
      ];
    },
  });
}

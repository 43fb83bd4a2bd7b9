import type { FastifyInstance } from 'fastify';
import type { ApiContext } from '../context.ts';
import { type Operation, operation, type Schema } from '../operation.ts';
import { exact, text } from '../schema-parts.ts';

// Load balancers ask again after this long when the node is not there (EMQX's own figure).
const RETRY_AFTER_SECONDS = 15;

const bodies = {
  'text/plain': { schema: { type: 'string', examples: ['Node ocpp-broker@127.0.0.1 is started\nemqx is running'] } },
  'application/json': {
    schema: exact({
      node_name: text('Name of the node'),
      rel_vsn: text('Version of the server'),
      broker_status: text('Whether the node is up', { enum: ['started', 'stopped'] }),
      app_status: text('Whether it serves', { enum: ['running', 'not_running'] }),
    }),
  },
} as const satisfies Schema;

/** `GET /status`, open to all: for load balancers and people. */
export function statusRoute(scope: FastifyInstance, { ports }: ApiContext, id: Operation['id']): void {
  scope.route<{ Querystring: { readonly format?: string } }>({
    ...operation({
      method: 'GET',
      url: '/status',
      id,
      tag: 'Node',
      summary: 'Tell whether the node runs',
      access: 'open',
      query: { format: text('`json`, or text') },
      replies: {
        200: { description: 'It runs', content: bodies },
        503: { description: 'It starts or stops', content: bodies },
      },
    }),
    handler: async (request, reply) => {
      const { node, version, running } = await ports.node.status();
      const [brokerStatus, appStatus] = running ? ['started', 'running'] : ['stopped', 'not_running'];
      reply.code(running ? 200 : 503).header('retry-after', RETRY_AFTER_SECONDS);
      if (request.query.format === 'json') {
        return { node_name: node, rel_vsn: version, broker_status: brokerStatus, app_status: appStatus };
      }
      // Health checks written for EMQX look for "emqx is running", so its name stands here.
      return reply.type('text/plain; charset=utf-8').send(`Node ${node} is ${brokerStatus}\nemqx is ${appStatus}`);
    },
  });
}

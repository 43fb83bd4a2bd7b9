import type { FastifyInstance } from 'fastify';
import type { ApiContext } from '../context.ts';
import type { ReadinessCheck } from '../health-check.ts';
import { type Operation, operation } from '../operation.ts';
import { exact, flag, text } from '../schema-parts.ts';

const readinessOf = (description: string, example: object) => ({
  description,
  ...exact({
    ready: flag('Whether the node can do its work'),
    problems: { type: 'array', items: text('A sentence'), description: 'What keeps it from that' },
  }),
  examples: [example],
});

/** `GET /healthz`: the process lives. `GET /readyz`: it can do its work. Both are open to all, for orchestrators. */
export function healthRoutes(
  scope: FastifyInstance,
  { ports }: ApiContext,
  check: ReadinessCheck,
  ids: { readonly health: Operation['id']; readonly readiness: Operation['id'] },
): void {
  scope.route({
    ...operation({
      method: 'GET',
      url: '/healthz',
      id: ids.health,
      tag: 'Node',
      summary: 'Tell whether the process lives',
      access: 'open',
      replies: {
        200: {
          description: 'It does',
          ...exact({ status: text('`ok`', { const: 'ok' }) }),
          examples: [{ status: 'ok' }],
        },
      },
    }),
    handler: async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  });

  scope.route({
    ...operation({
      method: 'GET',
      url: '/readyz',
      id: ids.readiness,
      tag: 'Node',
      summary: 'Tell whether the node can do its work: listeners open, stores writable',
      access: 'open',
      replies: {
        200: readinessOf('It can', { ready: true, problems: [] }),
        503: readinessOf('It cannot', { ready: false, problems: ['listener tcp:default is not open'] }),
      },
    }),
    handler: async (_request, reply) => {
      const { running } = await ports.node.status();
      const { ready, problems } = await check.readiness();
      const isReady = ready && running;
      reply.code(isReady ? 200 : 503).header('cache-control', 'no-store');
      return { ready: isReady, problems: running ? problems : ['the node starts or stops', ...problems] };
    },
  });
}

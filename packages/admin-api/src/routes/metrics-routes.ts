import type { FastifyInstance } from 'fastify';
import type { ApiContext } from '../context.ts';
import { isPrivateAddress } from '../metrics-address.ts';
import { operation } from '../operation.ts';
import { text } from '../schema-parts.ts';

/**
 * `GET /prometheus/stats`. EMQX lets everybody read there by default, and scrapers are configured so; here that holds for this
 * machine and private networks, unless the options say otherwise.
 */
export function metricsRoutes(api: FastifyInstance, { options, ports }: ApiContext): void {
  api.route({
    ...operation({
      method: 'GET',
      url: '/prometheus/stats',
      id: 'getPrometheusMetrics',
      tag: 'Metrics',
      summary: 'Tell the metrics in the text format of Prometheus',
      description:
        'By default, private addresses and the machine itself need no credentials; the settings can let everybody in, or nobody. ' +
        'No client is named.',
      access: options.prometheusAccess === 'open' ? 'open' : 'by_role',
      isOpenTo: options.prometheusAccess === 'private' ? isPrivateAddress : undefined,
      replies: {
        200: {
          description: 'The metrics',
          content: {
            'text/plain': { schema: text('The text exposition', { examples: ['process_cpu_seconds_total 1.5\n'] }) },
          },
        },
      },
    }),
    handler: async (_request, reply) => reply.type(ports.metrics.contentType).send(await ports.metrics.text()),
  });
}

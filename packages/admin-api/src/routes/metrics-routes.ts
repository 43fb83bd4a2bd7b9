import type { FastifyInstance } from 'fastify';
import type { ApiContext } from '../context.ts';
import { operation } from '../operation.ts';
import { text } from '../schema-parts.ts';

/**
 * `GET /prometheus/stats`. EMQX lets everybody read there by default; here only addresses that the operator names. A private address
 * alone is no reason: behind Docker's proxy or one on the same machine, everybody has one.
 */
export function metricsRoutes(api: FastifyInstance, { options: { prometheusReaders }, ports }: ApiContext): void {
  api.route({
    ...operation({
      method: 'GET',
      url: '/prometheus/stats',
      id: 'getPrometheusMetrics',
      tag: 'Metrics',
      summary: 'Tell the metrics in the text format of Prometheus',
      description:
        'An API key of a viewer is enough. Addresses and networks that the settings name need no credentials. No client is named.',
      isOpenTo: prometheusReaders.isEmpty ? undefined : (address) => prometheusReaders.has(address),
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

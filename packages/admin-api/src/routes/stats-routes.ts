import type { FastifyInstance } from 'fastify';
import type { ApiContext } from '../context.ts';
import { operation, type Schema } from '../operation.ts';
import { flag } from '../schema-parts.ts';
import { printCounters, printGauges } from '../stats-json.ts';

type AggregateQuery = { readonly aggregate?: boolean };

/** `GET /stats` and `GET /metrics`, as EMQX has them: an array with an object for each node, or one object for all. */
export function statsRoutes(api: FastifyInstance, { ports }: ApiContext): void {
  const { statistics } = ports;
  figuresRoute(api, {
    url: '/stats',
    id: 'listStats',
    summary: 'Tell what there is on each node now',
    schemas: ['NodeStats', 'AllStats'],
    read: async () => printGauges(await statistics.gauges()),
    nodeName: async () => (await ports.node.status()).node,
  });
  figuresRoute(api, {
    url: '/metrics',
    id: 'listMetrics',
    summary: 'Tell what each node has counted since its start',
    schemas: ['NodeMetrics', 'AllMetrics'],
    read: async () => printCounters(await statistics.counters()),
    nodeName: async () => (await ports.node.status()).node,
  });
}

type Figures = {
  readonly url: string;
  readonly id: string;
  readonly summary: string;
  readonly schemas: readonly [ofNode: string, ofAll: string];
  readonly read: () => Promise<Readonly<Record<string, number>>>;
  readonly nodeName: () => Promise<string>;
};

function figuresRoute(api: FastifyInstance, { url, id, summary, schemas, read, nodeName }: Figures): void {
  const [ofNode, ofAll] = schemas;
  const either: Schema = {
    description: 'One object for each node, or with `aggregate` one for all',
    anyOf: [{ type: 'array', items: { $ref: `${ofNode}#` } }, { $ref: `${ofAll}#` }],
  };
  api.route<{ Querystring: AggregateQuery }>({
    ...operation({
      method: 'GET',
      url,
      id,
      tag: 'Metrics',
      summary,
      query: { aggregate: flag('Whether all nodes are taken together') },
      replies: { 200: either },
    }),
    handler: async (request) => {
      const [figures, node] = await Promise.all([read(), nodeName()]);
      return request.query.aggregate === true ? figures : [{ node, ...figures }];
    },
  });
}

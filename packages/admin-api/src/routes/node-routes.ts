import type { FastifyInstance } from 'fastify';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { errorReply, listReply, operation, reply } from '../operation.ts';
import { text } from '../schema-parts.ts';
import { printCounters, printGauges, printSize } from '../stats-json.ts';

type ByNode = { readonly Params: { readonly node: string } };

const TAG = 'Node';
const params = {
  node: text('Name of the node, percent-encoded', { minLength: 1, examples: ['ocpp-broker@127.0.0.1'] }),
};
const notFound = { 404: errorReply('No such node') };

/** The nodes: this one. */
export function nodeRoutes(api: FastifyInstance, { ports }: ApiContext): void {
  const { statistics } = ports;

  const check = async (name: string): Promise<void> => {
    if ((await ports.node.status()).node !== name) throw new ApiError(404, 'NOT_FOUND', 'Node not found');
  };

  const read = async (): Promise<object> => {
    const [status, gauges, machine] = await Promise.all([
      ports.node.status(),
      statistics.gauges(),
      statistics.machine(),
    ]);
    const [load1, load5, load15] = machine.load;
    return {
      node: status.node,
      node_status: status.running ? 'running' : 'stopped',
      version: status.version,
      edition: 'Opensource',
      role: 'core',
      uptime: Math.max(0, ports.clock.now() - status.startedAt),
      connections: gauges.connections.count,
      live_connections: gauges.liveConnections.count,
      load1,
      load5,
      load15,
      memory_total: printSize(machine.memoryTotalBytes),
      memory_used: printSize(machine.memoryUsedBytes),
      max_fds: machine.fileDescriptorsMax,
      otp_release: machine.runtime,
    };
  };

  api.route({
    ...operation({
      method: 'GET',
      url: '/nodes',
      id: 'listNodes',
      tag: TAG,
      summary: 'List the nodes',
      replies: { 200: listReply('The nodes', 'Node') },
    }),
    handler: async () => [await read()],
  });

  api.route<ByNode>({
    ...operation({
      method: 'GET',
      url: '/nodes/:node',
      id: 'getNode',
      tag: TAG,
      summary: 'Show one node',
      params,
      replies: { 200: reply('The node', 'Node'), ...notFound },
    }),
    handler: async (request) => {
      await check(request.params.node);
      return read();
    },
  });

  api.route<ByNode>({
    ...operation({
      method: 'GET',
      url: '/nodes/:node/stats',
      id: 'getNodeStats',
      tag: TAG,
      summary: 'Tell what there is on one node now',
      params,
      replies: { 200: reply('The figures', 'AllStats'), ...notFound },
    }),
    handler: async (request) => {
      await check(request.params.node);
      return printGauges(await statistics.gauges());
    },
  });

  api.route<ByNode>({
    ...operation({
      method: 'GET',
      url: '/nodes/:node/metrics',
      id: 'getNodeMetrics',
      tag: TAG,
      summary: 'Tell what one node has counted since its start',
      params,
      replies: { 200: reply('The figures', 'AllMetrics'), ...notFound },
    }),
    handler: async (request) => {
      await check(request.params.node);
      return printCounters(await statistics.counters());
    },
  });
}

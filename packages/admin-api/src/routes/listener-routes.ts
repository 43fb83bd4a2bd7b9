import type { FastifyInstance } from 'fastify';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { listenerId, printListener } from '../listener-json.ts';
import { errorReply, listReply, operation, reply } from '../operation.ts';
import { text } from '../schema-parts.ts';

const TAG = 'Gateway listeners';
const URL = '/gateways/ocpp/listeners';

/** The OCPP listeners, to read. */
export function listenerRoutes(api: FastifyInstance, { ports }: ApiContext): void {
  api.route({
    ...operation({
      method: 'GET',
      url: URL,
      id: 'listListeners',
      tag: TAG,
      summary: 'List the OCPP listeners',
      replies: { 200: listReply('The listeners', 'Listener') },
    }),
    handler: async () => (await ports.gateway.listeners()).map(printListener),
  });

  api.route<{ Params: { readonly id: string } }>({
    ...operation({
      method: 'GET',
      url: `${URL}/:id`,
      id: 'getListener',
      tag: TAG,
      summary: 'Show one OCPP listener',
      params: { id: text('Id of the listener', { examples: ['ocpp:ws:default'] }) },
      replies: { 200: reply('The listener', 'Listener'), 404: errorReply('No such listener') },
    }),
    handler: async (request) => {
      const listener = (await ports.gateway.listeners()).find((one) => listenerId(one) === request.params.id);
      if (listener === undefined) throw new ApiError(404, 'RESOURCE_NOT_FOUND', 'Listener not found');
      return printListener(listener);
    },
  });
}

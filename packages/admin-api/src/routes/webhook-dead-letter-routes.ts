import type { FastifyInstance } from 'fastify';
import { recordChange } from '../audit.ts';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { operation, pageReply, type Schema } from '../operation.ts';
import { type PageQuery, pageQuery, toPage } from '../paging.ts';
import { amount, exact, text } from '../schema-parts.ts';
import { printDeadLetter } from '../webhook-json.ts';
import { type ByWebhook, noWebhook, webhookOf, webhookParams } from './webhook-routes.ts';

const TAG = 'Webhooks';
const URL = '/webhooks/:name/dead_letters';
const IDS_MAX = 1_000;

const ids: Schema = {
  type: 'array',
  items: { type: 'integer', minimum: 1 },
  minItems: 1,
  maxItems: IDS_MAX,
  description: 'Only these; all when it is left out',
};

const counted = (description: string): Schema => ({
  description,
  ...exact({ count: amount('How many') }),
  examples: [{ count: 3 }],
});

/** The events that a hook has given up: shown, tried again, forgotten. */
export function webhookDeadLetterRoutes(api: FastifyInstance, context: ApiContext): void {
  const { webhooks } = context.ports;

  api.route<ByWebhook & { Querystring: PageQuery }>({
    ...operation({
      method: 'GET',
      url: URL,
      id: 'listWebhookDeadLetters',
      tag: TAG,
      summary: 'List the events that were given up',
      description: 'The oldest first, as they were to be sent: with the idTags that are masked where frames are shown.',
      access: 'administrator',
      params: webhookParams,
      // A letter may be a megabyte.
      query: { ...pageQuery, limit: { ...pageQuery.limit, maximum: 1_000 } },
      replies: { 200: pageReply('One page of events', 'WebhookDeadLetter'), ...noWebhook },
    }),
    handler: async (request) => {
      const { name } = request.params;
      const { page, limit } = request.query;
      await webhookOf(context, name);
      const { data, count } = await webhooks.deadLetters(name, { page, limit });
      return toPage(data.map(printDeadLetter), count, request.query);
    },
  });

  api.route<ByWebhook & { Body: { readonly ids?: readonly number[] } | undefined }>({
    ...operation({
      method: 'POST',
      url: `${URL}/retry`,
      id: 'retryWebhookDeadLetters',
      tag: TAG,
      summary: 'Send events that were given up once more',
      description: 'They go to the end of the queue, as far as it has room; the others stay. The body may be left out.',
      params: webhookParams,
      body: { type: ['object', 'null'], additionalProperties: false, properties: { ids }, examples: [{ ids: [1, 2] }] },
      replies: { 200: counted('How many are in the queue again'), ...noWebhook },
    }),
    handler: async (request) => {
      const { name } = request.params;
      await webhookOf(context, name);
      const count = await webhooks.retryDeadLetters(name, request.body?.ids);
      await recordChange(context, request, 'retry dead letters of webhook', name, { after: { count } });
      return { count };
    },
  });

  api.route<ByWebhook & { Querystring: { readonly ids?: string } }>({
    ...operation({
      method: 'DELETE',
      url: URL,
      id: 'dropWebhookDeadLetters',
      tag: TAG,
      summary: 'Forget events that were given up',
      params: webhookParams,
      query: {
        ids: text('Only these, separated by commas; all when it is left out', {
          pattern: '^\\d{1,15}(,\\d{1,15})*$',
          maxLength: 16 * IDS_MAX,
          examples: ['1,2,3'],
        }),
      },
      replies: { 200: counted('How many were forgotten'), ...noWebhook },
    }),
    handler: async (request) => {
      const { name } = request.params;
      const wanted = request.query.ids?.split(',').map(Number);
      if (wanted !== undefined && wanted.length > IDS_MAX) {
        throw new ApiError(400, 'BAD_REQUEST', `ids: must be at most ${IDS_MAX}`);
      }
      await webhookOf(context, name);
      const count = await webhooks.dropDeadLetters(name, wanted);
      await recordChange(context, request, 'drop dead letters of webhook', name, { after: { count } });
      return { count };
    },
  });
}

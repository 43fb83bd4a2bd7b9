import type { FastifyInstance } from 'fastify';
import { recordChange } from '../audit.ts';
import type { ApiContext } from '../context.ts';
import { differences } from '../differences.ts';
import { ApiError, busy, changingSettings } from '../errors.ts';
import { emptyReply, errorReply, listReply, operation, reply } from '../operation.ts';
import type { SettingsDocument } from '../ports.ts';
import { text } from '../schema-parts.ts';
import { maskedWebhook, printTest, printWebhook, webhookEntry } from '../webhook-json.ts';

/** A route of one hook. */
export type ByWebhook = { readonly Params: { readonly name: string } };

const TAG = 'Webhooks';
const URL = '/webhooks';
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Names a hook in a path. */
export const webhookParams = { name: text('Name of the webhook', { minLength: 1, examples: ['billing'] }) };
/** The answer when there is no such hook. */
export const noWebhook = { 404: errorReply('No such webhook') };

// The settings' own room judges the body: it names every problem, where a schema's first would be one.
const judgedBySettings = { validatorCompiler: () => () => true };

/** The settings of a hook; 404 when there is none of that name. */
export async function webhookOf(context: ApiContext, name: string): Promise<SettingsDocument> {
  const hook = await findWebhook(context, name);
  if (hook === undefined) throw new ApiError(404, 'RESOURCE_NOT_FOUND', 'Webhook not found');
  return hook;
}

/** The hooks: shown, made, changed, removed, tried out. */
export function webhookRoutes(api: FastifyInstance, context: ApiContext): void {
  readRoutes(api, context);
  createRoute(api, context);
  updateRoute(api, context);
  removeRoute(api, context);
  testRoute(api, context);
}

function readRoutes(api: FastifyInstance, context: ApiContext): void {
  const { webhooks, webhookSettings } = context.ports;
  api.route({
    ...operation({
      method: 'GET',
      url: URL,
      id: 'listWebhooks',
      tag: TAG,
      summary: 'List the webhooks and how they fare',
      replies: { 200: listReply('The webhooks; URLs, secrets and headers are masked', 'Webhook') },
    }),
    handler: async () => {
      const hooks = Object.entries(await webhookSettings.read());
      return Promise.all(
        hooks.map(async ([name, hook]) => printWebhook(name, hook as SettingsDocument, await webhooks.status(name))),
      );
    },
  });

  api.route<ByWebhook>({
    ...operation({
      method: 'GET',
      url: `${URL}/:name`,
      id: 'getWebhook',
      tag: TAG,
      summary: 'Show one webhook and how it fares',
      params: webhookParams,
      replies: { 200: reply('The webhook; URL, secret and headers are masked', 'Webhook'), ...noWebhook },
    }),
    handler: async (request) => show(context, request.params.name),
  });
}

function createRoute(api: FastifyInstance, context: ApiContext): void {
  api.route<ByWebhook>({
    ...operation({
      method: 'POST',
      url: `${URL}/:name`,
      id: 'createWebhook',
      tag: TAG,
      summary: 'Make a webhook',
      description: 'What is left out has its default. Events are sent to it from then on.',
      params: webhookParams,
      body: { $ref: 'WebhookChange#' },
      replies: { 201: reply('The webhook', 'Webhook'), 409: errorReply('There is one of that name') },
    }),
    ...judgedBySettings,
    handler: async (request, answer) => {
      const { name } = request.params;
      const entry = webhookEntry(name, bodyOf(request.body), {});
      if (!NAME.test(name)) {
        throw new ApiError(
          400,
          'BAD_REQUEST',
          'name: must be 1 to 64 letters, digits, - and _, a letter or digit first',
        );
      }
      if ((await findWebhook(context, name)) !== undefined) {
        throw new ApiError(409, 'ALREADY_EXISTS', 'Webhook already exists');
      }
      await change(context, name, entry);
      await recordChange(context, request, 'add webhook', name, { after: await shownOf(context, name) });
      return answer.code(201).send(await show(context, name));
    },
  });
}

function updateRoute(api: FastifyInstance, context: ApiContext): void {
  api.route<ByWebhook>({
    ...operation({
      method: 'PUT',
      url: `${URL}/:name`,
      id: 'updateWebhook',
      tag: TAG,
      summary: 'Change a webhook',
      description:
        'The body is merged onto the webhook as it is: what is left out stays, null brings a setting back to its default, and a ' +
        'mask stands for the present secret. Events that wait are sent as the webhook is then.',
      params: webhookParams,
      body: { $ref: 'WebhookChange#' },
      replies: { 200: reply('The webhook', 'Webhook'), ...noWebhook },
    }),
    ...judgedBySettings,
    handler: async (request) => {
      const { name } = request.params;
      const present = await webhookOf(context, name);
      const before = maskedWebhook(name, present);
      await change(context, name, webhookEntry(name, bodyOf(request.body), present));
      await recordChange(context, request, 'update webhook', name, differences(before, await shownOf(context, name)));
      return show(context, name);
    },
  });
}

function removeRoute(api: FastifyInstance, context: ApiContext): void {
  api.route<ByWebhook>({
    ...operation({
      method: 'DELETE',
      url: `${URL}/:name`,
      id: 'removeWebhook',
      tag: TAG,
      summary: 'Remove a webhook',
      params: webhookParams,
      replies: { 204: emptyReply('The webhook is removed'), ...noWebhook },
    }),
    handler: async (request, answer) => {
      const { name } = request.params;
      const before = await shownOf(context, name);
      await change(context, name, null);
      await recordChange(context, request, 'remove webhook', name, { before });
      return answer.code(204).send();
    },
  });
}

function testRoute(api: FastifyInstance, context: ApiContext): void {
  /** Hooks that are being tried out: a receiver that hangs shall not collect requests. */
  const underWay = new Set<string>();
  api.route<ByWebhook>({
    ...operation({
      method: 'POST',
      url: `${URL}/:name/test`,
      id: 'testWebhook',
      tag: TAG,
      summary: 'Send a test event and wait for the answer',
      description: 'Past the queue and the filters, signed as any other; also when the webhook is off.',
      mayTakeLong: true,
      params: webhookParams,
      replies: {
        200: reply('How the receiver took it', 'WebhookTest'),
        ...noWebhook,
        503: errorReply('It is being tested already, or too much is being done at once'),
      },
    }),
    handler: async (request) => {
      const { name } = request.params;
      await webhookOf(context, name);
      if (underWay.has(name)) throw busy('The webhook is being tested already');
      underWay.add(name);
      try {
        const test = await context.ports.webhooks.test(name);
        await recordChange(context, request, 'test webhook', name);
        return printTest(test);
      } finally {
        underWay.delete(name);
      }
    },
  });
}

async function findWebhook({ ports }: ApiContext, name: string): Promise<SettingsDocument | undefined> {
  const hooks = await ports.webhookSettings.read();
  return Object.hasOwn(hooks, name) ? (hooks[name] as SettingsDocument) : undefined;
}

/** The settings as they may be shown. */
async function shownOf(context: ApiContext, name: string): Promise<SettingsDocument> {
  return maskedWebhook(name, await webhookOf(context, name));
}

async function show(context: ApiContext, name: string): Promise<object> {
  return printWebhook(name, await webhookOf(context, name), await context.ports.webhooks.status(name));
}

function change({ ports }: ApiContext, name: string, entry: SettingsDocument | null): Promise<void> {
  return changingSettings(`webhooks.${name}`, async () => ports.webhookSettings.update({ [name]: entry }));
}

function bodyOf(body: unknown): SettingsDocument {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as SettingsDocument;
  throw new ApiError(400, 'BAD_REQUEST', 'body: must be object');
}

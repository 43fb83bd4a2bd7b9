import type { FastifyInstance } from 'fastify';
import { recordChange } from '../audit.ts';
import type { AuditDetail } from '../audit-ports.ts';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { type ListenerName, listenerBody, listenerEntry, nameIn } from '../listener-body.ts';
import { emptyReply, errorReply, operation, reply } from '../operation.ts';
import { updateMasked } from '../settings-change.ts';
import { findListener, type ListenerKind, listenerOf, listenerParams, noListener } from './listener-kind.ts';

type ById = { readonly Params: { readonly id: string } };

// The settings' own room judges the body: it names every problem, where a schema's first would be one.
const judgedBySettings = { validatorCompiler: () => () => true };

/** Make, change and remove listeners while the server runs, through the settings. */
export function listenerChangeRoutes<Type extends string>(
  api: FastifyInstance,
  context: ApiContext,
  kind: ListenerKind<Type>,
): void {
  createRoute(api, context, kind);
  updateRoute(api, context, kind);
  removeRoute(api, context, kind);
}

/** Lays a patch over the entry of one listener, and tells what it changed; null takes it away. */
export function changeListener<Type extends string>(
  { settings, root }: ListenerKind<Type>,
  { type, name }: ListenerName,
  entry: object | null,
): Promise<AuditDetail> {
  const patch = { listeners: { [type]: { [name]: entry } } };
  return updateMasked(settings, root.split('.').slice(0, -1), patch, `${root}.${type}.${name}`);
}

function createRoute<Type extends string>(api: FastifyInstance, context: ApiContext, kind: ListenerKind<Type>): void {
  const { url, schema, tag, noun, created } = kind;
  api.route({
    ...operation({
      method: 'POST',
      url,
      id: `create${schema}`,
      tag,
      summary: 'Make a listener and open it',
      description:
        'What is left out has the default of such listeners. It is kept, and there again after the next start; ' +
        'when it cannot be opened, a port in use say, the answer is 400 and nothing is kept.',
      body: { $ref: `${schema}Change#` },
      replies: { [created]: reply('The listener', schema), 409: errorReply('There is one of that name') },
    }),
    ...judgedBySettings,
    handler: async (request, answer) => {
      const body = listenerBody(request.body);
      const wanted = nameIn(body, (text) => kind.parseName(text) ?? kind.parseId(text));
      if ((await findListener(kind, wanted)) !== undefined) {
        throw new ApiError(409, 'ALREADY_EXISTS', 'Listener already exists');
      }
      const detail = await changeListener(kind, wanted, listenerEntry(body));
      const listener = await listenerOf(kind, wanted);
      await recordChange(context, request, `add ${noun}`, kind.idOf(listener), detail);
      return answer.code(created).send(await kind.print(listener));
    },
  });
}

function updateRoute<Type extends string>(api: FastifyInstance, context: ApiContext, kind: ListenerKind<Type>): void {
  const { url, schema, tag, noun } = kind;
  api.route<ById>({
    ...operation({
      method: 'PUT',
      url: `${url}/:id`,
      id: `update${schema}`,
      tag,
      summary: 'Change one listener while it runs',
      description:
        'What is left out stays as it is. A change of certificates, `max_connections` or `max_conn_rate` disconnects nobody; ' +
        'any other opens the listener anew, and those who came in by it are disconnected.',
      params: listenerParams(kind.exampleId),
      body: { $ref: `${schema}Change#` },
      replies: { 200: reply('The listener', schema), ...noListener },
    }),
    ...judgedBySettings,
    handler: async (request) => {
      const { id } = request.params;
      const listener = await listenerOf(kind, id);
      const detail = await changeListener(kind, listener, listenerEntry(listenerBody(request.body)));
      await recordChange(context, request, `update ${noun}`, kind.idOf(listener), detail);
      return kind.print(await listenerOf(kind, id));
    },
  });
}

function removeRoute<Type extends string>(api: FastifyInstance, context: ApiContext, kind: ListenerKind<Type>): void {
  const { url, schema, tag, noun } = kind;
  api.route<ById>({
    ...operation({
      method: 'DELETE',
      url: `${url}/:id`,
      id: `remove${schema}`,
      tag,
      summary: 'Close one listener and remove it',
      description: 'Those who came in by it are disconnected.',
      params: listenerParams(kind.exampleId),
      replies: { 204: emptyReply('The listener is removed'), ...noListener },
    }),
    handler: async (request, answer) => {
      const listener = await listenerOf(kind, request.params.id);
      const detail = await changeListener(kind, listener, null);
      await recordChange(context, request, `remove ${noun}`, kind.idOf(listener), detail);
      return answer.code(204).send();
    },
  });
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { authenticatorIds, type SourceName, sourceOfId, sourcesOf, sourcesPatch } from '../authenticators.ts';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { emptyReply, operation } from '../operation.ts';
import { text } from '../schema-parts.ts';
import {
  authenticatorParams,
  authenticatorsUrl,
  authenticatorTag,
  changeAuthentication,
  noAuthenticator,
  readAuthentication,
  sourceAt,
} from './authenticator-kind.ts';

/** In which order the sources are asked. */
export function authenticatorOrderRoutes(api: FastifyInstance, context: ApiContext): void {
  api.route<{ Body: readonly { readonly id: string }[] }>({
    ...operation({
      method: 'PUT',
      url: `${authenticatorsUrl}/order`,
      id: 'orderAuthenticators',
      tag: authenticatorTag,
      summary: 'Say in which order the sources are asked',
      description: 'Those that are not named come behind those that are.',
      body: {
        type: 'array',
        minItems: 1,
        maxItems: authenticatorIds.length,
        items: {
          type: 'object',
          required: ['id'],
          properties: { id: text('Id of the authenticator', { enum: authenticatorIds }) },
        },
      },
      replies: { 204: emptyReply('They are asked in that order') },
    }),
    handler: async (request, answer) => {
      const named = request.body.flatMap(({ id }) => sourceOfId(id) ?? []);
      if (new Set(named).size < named.length) throw new ApiError(400, 'BAD_REQUEST', 'id: one of them comes twice');
      await reorder(context, request, (order) => [...named, ...order.filter((name) => !named.includes(name))]);
      return answer.code(204).send();
    },
  });

  api.route<{ Params: { readonly authenticator: string; readonly position: string } }>({
    ...operation({
      method: 'PUT',
      url: `${authenticatorsUrl}/:authenticator/position/:position`,
      id: 'moveAuthenticator',
      tag: authenticatorTag,
      summary: 'Move one source in the order',
      params: {
        ...authenticatorParams,
        position: text('`front`, `rear`, `before:` or `after:` and the id of another', {
          pattern: '^(front|rear|(before|after):.+)$',
          examples: ['front', 'before:jwt'],
        }),
      },
      replies: { 204: emptyReply('It is moved'), ...noAuthenticator },
    }),
    handler: async (request, answer) => {
      const name = sourceAt(request.params.authenticator);
      await reorder(context, request, (order) => moved(order, name, request.params.position));
      return answer.code(204).send();
    },
  });
}

async function reorder(
  context: ApiContext,
  request: FastifyRequest,
  change: (order: readonly SourceName[]) => readonly SourceName[],
): Promise<void> {
  const { order, on } = sourcesOf(await readAuthentication(context));
  const changed = change(order);
  const patch = sourcesPatch({ order: changed, on });
  await changeAuthentication(context, request, { action: 'order authenticators', target: changed.join(', '), patch });
}

function moved(order: readonly SourceName[], name: SourceName, position: string): readonly SourceName[] {
  const others = order.filter((one) => one !== name);
  if (position === 'front') return [name, ...others];
  if (position === 'rear') return [...others, name];
  const [side = '', ...rest] = position.split(':');
  const at = others.indexOf(sourceAt(rest.join(':')));
  // Before or after itself is where it is.
  if (at === -1) return order;
  return others.toSpliced(side === 'before' ? at : at + 1, 0, name);
}

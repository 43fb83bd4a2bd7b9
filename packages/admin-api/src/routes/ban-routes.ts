import type { FastifyInstance } from 'fastify';
import { callerOf } from '../access.ts';
import type { Ban, BanKind } from '../access-ports.ts';
import { recordChange } from '../audit.ts';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { emptyReply, errorReply, operation, pageReply, reply, type Schema } from '../operation.ts';
import { type PageQuery, pageQuery, paginate } from '../paging.ts';
import { text } from '../schema-parts.ts';
import { formatTime, parseInstant } from '../timestamps.ts';

type BanBody = {
  readonly as: BanKind;
  readonly who: string;
  readonly by?: string;
  readonly reason?: string;
  readonly at?: string | number;
  readonly until?: string | number;
};
type ByWho = { readonly Params: { readonly as: BanKind; readonly who: string } };

const TAG = 'Bans';
const URL = '/banned';
const NEVER = 'infinity';
const TEXT_LENGTH_MAX = 1024;
const kinds: readonly BanKind[] = ['clientid', 'username', 'peerhost', 'peerhost_net'];

const AS = text('What of a client is looked at', { enum: kinds });
const WHO = text('The client id, user name, address, or network such as 192.0.2.0/24', {
  minLength: 1,
  maxLength: TEXT_LENGTH_MAX,
});
const instant = (description: string): Schema => ({
  type: ['string', 'integer'],
  minimum: 0,
  // The last second of the year 9999: RFC 3339 has four digits for it.
  maximum: 253_402_300_799,
  description,
});

/** Who may not connect: list, add, remove. */
export function banRoutes(api: FastifyInstance, context: ApiContext): void {
  listRoute(api, context);
  addRoute(api, context);
  removeRoutes(api, context);
}

function listRoute(api: FastifyInstance, { ports }: ApiContext): void {
  const filters = kinds.flatMap((kind) => [
    [kind, text('Only this one')] as const,
    [`like_${kind}`, text('Only those that have this in them')] as const,
  ]);
  api.route<{ Querystring: PageQuery & Readonly<Record<string, unknown>> }>({
    ...operation({
      method: 'GET',
      url: URL,
      id: 'listBans',
      tag: TAG,
      summary: 'List those who may not connect',
      query: { ...pageQuery, ...Object.fromEntries(filters) },
      replies: { 200: pageReply('One page of bans', 'Ban') },
    }),
    handler: async ({ query }) => paginate(await ports.bans.list(), query, banFilter(query), print),
  });
}

function addRoute(api: FastifyInstance, context: ApiContext): void {
  const { ports } = context;
  api.route<{ Body: BanBody }>({
    ...operation({
      method: 'POST',
      url: URL,
      id: 'addBan',
      access: 'operator',
      tag: TAG,
      summary: 'Keep somebody out',
      description: 'Of MQTT clients and charge points alike. Who is connected is disconnected at once.',
      body: {
        type: 'object',
        required: ['as', 'who'],
        properties: {
          as: AS,
          who: WHO,
          by: text('Who bans them; the caller when left out', { maxLength: TEXT_LENGTH_MAX }),
          reason: text('Why', { maxLength: TEXT_LENGTH_MAX }),
          at: instant('Since when: RFC 3339, or seconds since the epoch; now when left out'),
          until: instant('Until when: RFC 3339, `infinity`, or seconds since the epoch; `infinity` when left out'),
        },
      },
      replies: { 200: reply('The ban', 'Ban'), 409: errorReply('There is such a ban') },
    }),
    handler: async (request) => {
      const { as, who, by = callerOf(request).name, reason = '', at, until = NEVER } = request.body;
      const now = ports.clock.now();
      const ban: Ban = {
        as,
        who,
        by,
        reason,
        at: at === undefined ? now : instantOf('at', at),
        until: until === NEVER ? NEVER : instantOf('until', until),
      };
      if (ban.until !== NEVER && ban.until <= now) throw new ApiError(400, 'BAD_REQUEST', 'until: must not be over');
      const outcome = await ports.bans.add(ban);
      if (outcome === 'exists') throw new ApiError(409, 'ALREADY_EXISTS', 'Ban already exists');
      if (outcome === 'full') throw new ApiError(400, 'BAD_REQUEST', 'There are as many bans as may be');
      const added = print(ban);
      await recordChange(context, request, 'add ban', `${as} ${who}`, { after: added });
      return added;
    },
  });
}

function removeRoutes(api: FastifyInstance, context: ApiContext): void {
  const { bans } = context.ports;
  api.route<ByWho>({
    ...operation({
      method: 'DELETE',
      url: `${URL}/:as/:who`,
      id: 'removeBan',
      access: 'operator',
      tag: TAG,
      summary: 'Let somebody in again',
      params: { as: AS, who: text('Who, percent-encoded', { minLength: 1 }) },
      replies: { 204: emptyReply('The ban is lifted'), 404: errorReply('No such ban') },
    }),
    handler: async (request, answer) => {
      const { as, who } = request.params;
      const before = [...(await bans.list())].find((ban) => ban.as === as && ban.who === who);
      if (!(await bans.remove(as, who))) throw new ApiError(404, 'NOT_FOUND', 'Ban not found');
      const detail = before === undefined ? undefined : { before: print(before) };
      await recordChange(context, request, 'remove ban', `${as} ${who}`, detail);
      return answer.code(204).send();
    },
  });

  api.route({
    ...operation({
      method: 'DELETE',
      url: URL,
      id: 'clearBans',
      access: 'operator',
      tag: TAG,
      summary: 'Let everybody in again',
      replies: { 204: emptyReply('All bans are lifted') },
    }),
    handler: async (request, answer) => {
      const before = [...(await bans.list())].map(print);
      await bans.clear();
      await recordChange(context, request, 'remove all bans', 'all', { before });
      return answer.code(204).send();
    },
  });
}

/** One test out of all filters that are given. As a ban is of one kind, filters of two kinds leave nothing. */
function banFilter(query: Readonly<Record<string, unknown>>): (ban: Ban) => boolean {
  const tests = kinds.flatMap((kind) => {
    const exact = query[kind];
    const part = query[`like_${kind}`];
    return [
      ...(typeof exact === 'string' ? [(ban: Ban) => ban.as === kind && ban.who === exact] : []),
      ...(typeof part === 'string' ? [(ban: Ban) => ban.as === kind && ban.who.includes(part)] : []),
    ];
  });
  return (ban) => tests.every((test) => test(ban));
}

function instantOf(name: string, given: string | number): number {
  const ms = parseInstant(given);
  if (ms !== undefined) return ms;
  throw new ApiError(400, 'BAD_REQUEST', `${name}: must be RFC 3339 or seconds since the epoch`);
}

function print({ as, who, by, reason, at, until }: Ban): object {
  return { as, who, by, reason, at: formatTime(at), until: until === NEVER ? NEVER : formatTime(until) };
}

import type { FastifyInstance } from 'fastify';
import type { AuditEntry } from '../audit-ports.ts';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { operation, pageReply } from '../operation.ts';
import { type PageQuery, pageQuery, toPage } from '../paging.ts';
import { text } from '../schema-parts.ts';
import { formatTime, parseTime } from '../timestamps.ts';

type Filters = {
  readonly actor?: string;
  readonly action?: string;
  readonly like_action?: string;
  readonly target?: string;
  readonly like_target?: string;
  readonly ip_address?: string;
  readonly gte_created_at?: string;
  readonly lte_created_at?: string;
};

const TIME = 'RFC 3339, or milliseconds since the epoch';

/** `GET /audit`: who changed what. */
export function auditRoutes(api: FastifyInstance, { ports }: ApiContext): void {
  api.route<{ Querystring: PageQuery & Filters }>({
    ...operation({
      method: 'GET',
      url: '/audit',
      id: 'listAuditEntries',
      tag: 'Audit',
      summary: 'List the changes that were made over this API',
      description:
        'The newest first. As many as the settings say are kept; then the oldest of what was done most often is forgotten.',
      query: {
        ...pageQuery,
        actor: text('Name of the user or API key'),
        action: text('What was done, such as `kick gateway client`'),
        like_action: text('A part of what was done'),
        target: text('What it was done to'),
        like_target: text('A part of what it was done to'),
        ip_address: text('Address of the caller'),
        gte_created_at: text(`Then or later (${TIME})`, { examples: ['2026-01-01T00:00:00.000Z'] }),
        lte_created_at: text(`Then or earlier (${TIME})`, { examples: ['2026-01-31T00:00:00.000Z'] }),
      },
      replies: { 200: pageReply('One page of changes', 'AuditEntry') },
    }),
    handler: async ({ query }) => {
      const { page, limit, actor, action, like_action, target, like_target, ip_address } = query;
      const since = timeOf('gte_created_at', query.gte_created_at);
      const until = timeOf('lte_created_at', query.lte_created_at);
      const found = await ports.audit.list({
        page,
        limit,
        ...(actor === undefined ? {} : { actor }),
        ...(action === undefined ? {} : { action }),
        ...(like_action === undefined ? {} : { likeAction: like_action }),
        ...(target === undefined ? {} : { target }),
        ...(like_target === undefined ? {} : { likeTarget: like_target }),
        ...(ip_address === undefined ? {} : { fromAddress: ip_address }),
        ...(since === undefined ? {} : { since }),
        ...(until === undefined ? {} : { until }),
      });
      return toPage(found.data.map(print), found.count, query);
    },
  });
}

function timeOf(name: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const ms = parseTime(given);
  if (ms === undefined) throw new ApiError(400, 'BAD_REQUEST', `${name}: must be ${TIME}`);
  return ms;
}

function print({ at, actor, action, target, from, detail }: AuditEntry): object {
  return {
    created_at: formatTime(at),
    actor: actor.name,
    actor_type: actor.kind,
    action,
    target,
    ip_address: from,
    before: detail?.before ?? null,
    after: detail?.after ?? null,
  };
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Caller, callerOf } from '../access.ts';
import { recordChange } from '../audit.ts';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { emptyReply, errorReply, listReply, operation } from '../operation.ts';
import { text } from '../schema-parts.ts';
import { formatTime } from '../timestamps.ts';
import type { Session } from '../tokens.ts';

type Login = Extract<Caller, { readonly kind: 'user' }>;

const TAG = 'Login';
const URL = '/sessions';

/** The logins of the caller: list them, end one, end all. */
export function ownSessionRoutes(api: FastifyInstance, context: ApiContext): void {
  const { tokens } = context;
  api.route({
    ...operation({
      method: 'GET',
      url: URL,
      id: 'listOwnSessions',
      tag: TAG,
      summary: 'List one’s own logins',
      description: 'Tokens live in memory: a restart of the server ends all of them.',
      access: 'signed_in',
      replies: { 200: listReply('The logins that are good now', 'Session') },
    }),
    handler: async (request) => {
      const { name, token } = loginOf(request);
      const current = tokens.sessionId(token);
      return tokens.sessions(name).map((session) => print(session, current));
    },
  });

  api.route<{ Params: { readonly id: string } }>({
    ...operation({
      method: 'DELETE',
      url: `${URL}/:id`,
      id: 'endOwnSession',
      tag: TAG,
      summary: 'End one of one’s own logins',
      access: 'signed_in',
      params: { id: text('Id of the session', { minLength: 1, maxLength: 64, examples: ['0123456789abcdef'] }) },
      replies: { 204: emptyReply('Its token has ended'), 404: errorReply('No such session') },
    }),
    handler: async (request, answer) => {
      const { id } = request.params;
      if (!tokens.endSession(loginOf(request).name, id)) throw new ApiError(404, 'NOT_FOUND', 'Session not found');
      await recordChange(context, request, 'end session', id);
      return answer.code(204).send();
    },
  });

  api.route({
    ...operation({
      method: 'DELETE',
      url: URL,
      id: 'endOwnSessions',
      tag: TAG,
      summary: 'End all of one’s own logins, this one included',
      access: 'signed_in',
      replies: { 204: emptyReply('All tokens of the caller have ended') },
    }),
    handler: async (request, answer) => {
      const { name } = loginOf(request);
      tokens.revokeAll(name);
      await recordChange(context, request, 'end all sessions', name);
      return answer.code(204).send();
    },
  });
}

function loginOf(request: FastifyRequest): Login {
  const caller = callerOf(request);
  if (caller.kind === 'user') return caller;
  throw new ApiError(400, 'BAD_REQUEST', 'An API key is not logged in');
}

function print({ id, from, createdAt, lastUsedAt, expiresAt }: Session, current: string): object {
  return {
    id,
    ip_address: from,
    created_at: formatTime(createdAt),
    last_used_at: formatTime(lastUsedAt),
    expires_at: formatTime(expiresAt),
    current: id === current,
  };
}

import type { FastifyInstance } from 'fastify';
import { callerOf } from '../access.ts';
import { record, recordChange } from '../audit.ts';
import { addressOf } from '../caller-address.ts';
import type { ApiContext } from '../context.ts';
import { ApiError, busy, tooManyFailures } from '../errors.ts';
import { emptyReply, errorReply, operation } from '../operation.ts';
import type { Role } from '../ports.ts';
import { roles } from '../roles.ts';
import { exact, text } from '../schema-parts.ts';

const TAG = 'Login';
const PASSWORD_LENGTH_MIN = 8;
const LOGIN_CHECKS_MAX = 3;
const NAME_LENGTH_MAX = 256;
const PASSWORD_LENGTH_MAX = 1024;

const name = text('Name of the user', { minLength: 1, maxLength: NAME_LENGTH_MAX });
const password = text('Password', { maxLength: PASSWORD_LENGTH_MAX });

/** Log in, log out, change one's password. */
export function sessionRoutes(api: FastifyInstance, context: ApiContext): void {
  loginRoute(api, context);
  logoutRoute(api, context);
  passwordRoute(api, context);
}

function loginRoute(api: FastifyInstance, context: ApiContext): void {
  const { ports } = context;
  api.route<{ Body: { readonly username: string; readonly password: string } }>({
    ...operation({
      method: 'POST',
      url: '/login',
      id: 'login',
      tag: TAG,
      summary: 'Log in with user name and password',
      access: 'open',
      body: { type: 'object', required: ['username', 'password'], properties: { username: name, password } },
      replies: {
        200: {
          description: 'A token for `Authorization: Bearer`',
          ...exact({
            token: text('The token'),
            version: text('Version of the server'),
            license: exact({ edition: text('Edition, as EMQX tells it') }),
            role: text('What the user may do', { enum: roles }),
          }),
        },
        401: errorReply('Wrong user name or password'),
        429: errorReply('Too many failures from this address'),
        503: errorReply('Too many passwords wait to be checked'),
      },
    }),
    handler: async (request) => {
      const { username, password } = request.body;
      const { token, role } = await logIn(context, addressOf(request), username, password);
      const { version } = await ports.node.status();
      await record(context, request, { kind: 'user', name: username }, { action: 'log in', target: username });
      return { token, version, license: { edition: 'opensource' }, role };
    },
  });
}

/**
 * To check a password takes a while, in which it, the role or the user may be changed and all tokens ended: a token that was given out for
 * what was found before would outlive that, so it is looked again.
 */
async function logIn(context: ApiContext, address: string, username: string, password: string) {
  const { tokens } = context;
  for (let attempt = 0; attempt < LOGIN_CHECKS_MAX; attempt += 1) {
    const { endings } = tokens;
    const role = await checkPassword(context, address, username, password);
    if (role === undefined) throw new ApiError(401, 'BAD_USERNAME_OR_PWD', 'The user name or the password is wrong');
    if (tokens.endings === endings) return { token: tokens.issue(username, role, address), role };
  }
  throw busy('Users are being changed');
}

function logoutRoute(api: FastifyInstance, context: ApiContext): void {
  api.route({
    ...operation({
      method: 'POST',
      url: '/logout',
      id: 'logout',
      tag: TAG,
      summary: 'End the token of this request',
      access: 'signed_in',
      replies: { 204: emptyReply('The token has ended') },
    }),
    handler: async (request, reply) => {
      const caller = callerOf(request);
      if (caller.kind !== 'user') throw new ApiError(400, 'BAD_REQUEST', 'An API key is not logged in');
      context.tokens.revoke(caller.token);
      await recordChange(context, request, 'log out', caller.name);
      return reply.code(204).send();
    },
  });
}

function passwordRoute(api: FastifyInstance, context: ApiContext): void {
  const newPassword = text('New password', { minLength: PASSWORD_LENGTH_MIN, maxLength: PASSWORD_LENGTH_MAX });
  api.route<{ Params: { readonly username: string }; Body: { readonly old_pwd: string; readonly new_pwd: string } }>({
    ...operation({
      method: 'POST',
      url: '/users/:username/change_pwd',
      id: 'changePassword',
      tag: TAG,
      summary: 'Change one’s own password',
      description: 'All tokens of the user end, that of this request included.',
      access: 'signed_in',
      params: { username: name },
      body: {
        type: 'object',
        required: ['old_pwd', 'new_pwd'],
        properties: { old_pwd: password, new_pwd: newPassword },
      },
      replies: {
        204: emptyReply('The password is changed'),
        403: errorReply('The password of somebody else'),
        404: errorReply('No such user'),
      },
    }),
    handler: async (request, reply) => {
      const { username } = request.params;
      const caller = callerOf(request);
      if (caller.kind !== 'user' || caller.name !== username) {
        throw new ApiError(403, 'UNAUTHORIZED_ROLE', 'Only the user may change this password');
      }
      const { old_pwd, new_pwd } = request.body;
      if ((await checkPassword(context, addressOf(request), username, old_pwd)) === undefined) {
        throw new ApiError(400, 'ERROR_PWD_NOT_MATCH', 'The old password is wrong');
      }
      const changed = await context.ports.users.admin.update(username, { password: new_pwd });
      if (changed === null) throw new ApiError(404, 'USER_NOT_FOUND', 'User not found');
      context.tokens.revokeAll(username);
      await recordChange(context, request, 'change password', username);
      return reply.code(204).send();
    },
  });
}

/** The role when the password is right, undefined when it is not; 429 when this address has guessed too often, 503 when nobody could look. */
async function checkPassword(
  { ports, loginFailures }: ApiContext,
  address: string,
  username: string,
  password: string,
): Promise<Role | undefined> {
  const waitMs = loginFailures.blockedForMs(address);
  if (waitMs > 0) throw tooManyFailures(waitMs);
  loginFailures.count(address);
  const verification = await ports.users.admin.verify(username, Buffer.from(password, 'utf8'));
  if (verification.outcome === 'refused') {
    // Without the name: people type their password there.
    ports.log.warn({ from: address }, 'wrong user name or password');
    return undefined;
  }
  loginFailures.uncount(address);
  if (verification.outcome === 'busy') throw busy('Too many passwords wait to be checked');
  return verification.user.role ?? 'administrator';
}

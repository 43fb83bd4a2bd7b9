import type { FastifyInstance } from 'fastify';
import { callerOf } from '../access.ts';
import type { AdminAccount, AdminAccountChange } from '../admin-account-ports.ts';
import { recordChange } from '../audit.ts';
import type { ApiContext } from '../context.ts';
import { differences } from '../differences.ts';
import { ApiError } from '../errors.ts';
import { emptyReply, errorReply, listReply, operation, reply, type Schema } from '../operation.ts';
import { LIMIT_MAX } from '../paging.ts';
import type { Role } from '../ports.ts';
import { roles } from '../roles.ts';
import { text } from '../schema-parts.ts';
import { Turns } from '../turns.ts';

type ByName = { readonly Params: { readonly username: string } };
type ChangeBody = { readonly password?: string; readonly role?: Role; readonly description?: string };

const TAG = 'Users of the console';
const URL = '/users';
const DEFAULT_ROLE: Role = 'administrator';
const NAME = text('Name of the user', {
  minLength: 1,
  maxLength: 256,
  pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]+$',
  examples: ['admin'],
});
const changeable: Readonly<Record<string, Schema>> = {
  password: text('Password', { minLength: 8, maxLength: 1024, examples: ['correct horse battery staple'] }),
  role: text('What the user may do', { enum: roles }),
  description: text('Who it is', { maxLength: 1024 }),
};
const notFound = { 404: errorReply('No such user') };

/** The people who administer the server: list, add, change, remove. */
export function adminUserRoutes(api: FastifyInstance, context: ApiContext): void {
  // One change at a time: two that each leave another administrator could leave none together.
  const turns = new Turns();
  listRoute(api, context);
  addRoute(api, context);
  updateRoute(api, context, turns);
  removeRoute(api, context, turns);
}

function listRoute(api: FastifyInstance, { ports }: ApiContext): void {
  api.route({
    ...operation({
      method: 'GET',
      url: URL,
      id: 'listAdminUsers',
      tag: TAG,
      summary: 'List the users of the console',
      access: 'administrator',
      replies: { 200: listReply('The users', 'AdminUser') },
    }),
    handler: async () => (await ports.users.admin.list({ page: 1, limit: LIMIT_MAX })).data.map(print),
  });
}

function addRoute(api: FastifyInstance, context: ApiContext): void {
  api.route<{ Body: ChangeBody & { readonly username: string; readonly password: string } }>({
    ...operation({
      method: 'POST',
      url: URL,
      id: 'addAdminUser',
      tag: TAG,
      summary: 'Add a user of the console',
      body: { type: 'object', required: ['username', 'password'], properties: { username: NAME, ...changeable } },
      replies: { 200: reply('The user', 'AdminUser'), 409: errorReply('There is one of that name') },
    }),
    handler: async (request) => {
      const { username, password, role = DEFAULT_ROLE, description = '' } = request.body;
      const { admin } = context.ports.users;
      if ((await admin.add({ userId: username, password, role, description })) === 'exists') {
        throw new ApiError(409, 'ALREADY_EXISTS', 'User already exists');
      }
      const added = print({ userId: username, role, description });
      await recordChange(context, request, 'add admin user', username, { after: added });
      return added;
    },
  });
}

function updateRoute(api: FastifyInstance, context: ApiContext, turns: Turns): void {
  const { users, log } = context.ports;
  api.route<ByName & { Body: ChangeBody }>({
    ...operation({
      method: 'PUT',
      url: `${URL}/:username`,
      id: 'updateAdminUser',
      tag: TAG,
      summary: 'Change one user of the console',
      description:
        'What is left out stays. A new password or role ends all tokens of the user. The last administrator stays one.',
      params: { username: NAME },
      body: { type: 'object', properties: changeable },
      replies: { 200: reply('The user', 'AdminUser'), ...notFound },
    }),
    handler: async (request) => {
      const { username } = request.params;
      const { password, role, description } = request.body;
      const change: AdminAccountChange = {
        ...(password === undefined ? {} : { password }),
        ...(role === undefined ? {} : { role }),
        ...(description === undefined ? {} : { description }),
      };
      const { before, after } = await turns.run(async () => {
        const found = (await users.admin.find(username)) ?? userNotFound();
        if (role !== undefined && role !== 'administrator') await keepAnAdministrator(context, found);
        return { before: found, after: (await users.admin.update(username, change)) ?? userNotFound() };
      });
      if (password !== undefined || roleOf(before) !== roleOf(after)) context.tokens.revokeAll(username);
      const detail = differences(print(before), print(after));
      await recordChange(context, request, 'update admin user', username, {
        ...detail,
        ...(password === undefined ? {} : { after: { ...(detail.after ?? {}), password_is_new: true } }),
      });
      if (password !== undefined)
        log.info({ username, by: callerOf(request).name }, 'password was set by an administrator');
      return print(after);
    },
  });
}

function removeRoute(api: FastifyInstance, context: ApiContext, turns: Turns): void {
  const { admin } = context.ports.users;
  api.route<ByName>({
    ...operation({
      method: 'DELETE',
      url: `${URL}/:username`,
      id: 'removeAdminUser',
      tag: TAG,
      summary: 'Remove one user of the console',
      description: 'All tokens of the user end. Nobody removes himself, nor the last administrator.',
      params: { username: NAME },
      replies: { 204: emptyReply('The user is removed'), ...notFound },
    }),
    handler: async (request, answer) => {
      const { username } = request.params;
      const caller = callerOf(request);
      if (caller.kind === 'user' && caller.name === username) throw notAllowed('Cannot delete self');
      const before = await turns.run(async () => {
        const found = (await admin.find(username)) ?? userNotFound();
        await keepAnAdministrator(context, found);
        if (!(await admin.remove(username))) userNotFound();
        return found;
      });
      context.tokens.revokeAll(username);
      await recordChange(context, request, 'remove admin user', username, { before: print(before) });
      return answer.code(204).send();
    },
  });
}

/** Throws 400 when there would be no administrator without this one. */
async function keepAnAdministrator({ ports }: ApiContext, account: AdminAccount): Promise<void> {
  if (roleOf(account) !== 'administrator') return;
  const { data } = await ports.users.admin.list({ page: 1, limit: LIMIT_MAX });
  const isAnother = (one: AdminAccount): boolean => one.userId !== account.userId && roleOf(one) === 'administrator';
  if (!data.some(isAnother)) throw notAllowed('The last administrator has to stay one');
}

function roleOf({ role }: AdminAccount): Role {
  return role ?? DEFAULT_ROLE;
}

function print(account: AdminAccount): object {
  return {
    username: account.userId,
    role: roleOf(account),
    description: account.description,
    // EMQX's word for users who are not of a single sign-on.
    backend: 'local',
  };
}

function notAllowed(message: string): ApiError {
  return new ApiError(400, 'NOT_ALLOWED', message);
}

function userNotFound(): never {
  throw new ApiError(404, 'USER_NOT_FOUND', 'User not found');
}

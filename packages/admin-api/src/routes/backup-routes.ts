import type { FastifyInstance } from 'fastify';
import { recordChange } from '../audit.ts';
import type { ApiContext } from '../context.ts';
import type { BackupView } from '../data-ports.ts';
import { ApiError } from '../errors.ts';
import { emptyReply, errorReply, listReply, operation, reply } from '../operation.ts';
import { text } from '../schema-parts.ts';
import { formatTime } from '../timestamps.ts';

const TAG = 'Backup';
const URL = '/data/backups';
const SCHEMA = 'DatabaseCopy';
const NAME = text('Name of the copy', { minLength: 1, maxLength: 128, examples: ['backup-2026-01-01T00-00-00-000Z'] });
const notFound = { 404: errorReply('No such copy') };

/** Copies of the databases on the server's own disk: make, list, fetch, remove. */
export function backupRoutes(api: FastifyInstance, context: ApiContext): void {
  createRoute(api, context);
  listRoute(api, context);
  fetchRoute(api, context);
  removeRoute(api, context);
}

function createRoute(api: FastifyInstance, context: ApiContext): void {
  api.route({
    ...operation({
      method: 'POST',
      url: '/data/backup',
      id: 'createDatabaseCopy',
      tag: TAG,
      summary: 'Copy the databases to a folder of the server while it runs',
      description:
        'The copy is whole, as of one moment for each database. To restore it, stop the server, put the files in the place of those in the ' +
        'data folder (and remove the `-wal` and `-shm` files beside them), and start it. What waits for webhooks is not in it: it would be ' +
        'sent once more.',
      mayTakeLong: true,
      replies: { 200: reply('The copy', SCHEMA) },
    }),
    handler: async (request) => {
      const made = await context.ports.backups.create();
      if (made === 'full') {
        throw new ApiError(400, 'BAD_REQUEST', 'There are as many copies as may be; remove one first');
      }
      await recordChange(context, request, 'copy databases', made.name, { after: print(made) });
      return print(made);
    },
  });
}

function listRoute(api: FastifyInstance, { ports }: ApiContext): void {
  api.route({
    ...operation({
      method: 'GET',
      url: URL,
      id: 'listDatabaseCopies',
      tag: TAG,
      summary: 'List the copies of the databases',
      access: 'administrator',
      replies: { 200: listReply('The copies, the newest first', SCHEMA) },
    }),
    handler: async () => (await ports.backups.list()).map(print),
  });
}

function fetchRoute(api: FastifyInstance, context: ApiContext): void {
  api.route<{ Params: { readonly name: string; readonly file: string } }>({
    ...operation({
      method: 'GET',
      url: `${URL}/:name/:file`,
      id: 'getDatabaseCopy',
      tag: TAG,
      summary: 'Fetch one file of a copy',
      description: 'It holds the hashes of all passwords, the secrets of the settings, and messages.',
      access: 'administrator',
      mayTakeLong: true,
      params: { name: NAME, file: text('Name of the file', { minLength: 1, maxLength: 64, examples: ['store.db'] }) },
      replies: {
        200: {
          description: 'The bytes of the file',
          content: {
            'application/octet-stream': {
              schema: { type: 'string', contentMediaType: 'application/vnd.sqlite3', examples: ['SQLite format 3'] },
            },
          },
        },
        404: errorReply('No such file'),
      },
    }),
    // A HEAD would open the file and read nothing of it.
    exposeHeadRoute: false,
    handler: async (request, answer) => {
      const { name, file } = request.params;
      const opened = await context.ports.backups.open(name, file);
      if (opened === undefined) throw new ApiError(404, 'NOT_FOUND', 'Copy not found');
      await recordChange(context, request, 'fetch copy of databases', `${name}/${file}`);
      return answer
        .type('application/octet-stream')
        .header('content-length', opened.size)
        .header('content-disposition', 'attachment')
        .send(opened.stream);
    },
  });
}

function removeRoute(api: FastifyInstance, context: ApiContext): void {
  api.route<{ Params: { readonly name: string } }>({
    ...operation({
      method: 'DELETE',
      url: `${URL}/:name`,
      id: 'removeDatabaseCopy',
      tag: TAG,
      summary: 'Remove one copy of the databases',
      params: { name: NAME },
      replies: { 204: emptyReply('The copy is removed'), ...notFound },
    }),
    handler: async (request, answer) => {
      const { name } = request.params;
      if (!(await context.ports.backups.remove(name))) throw new ApiError(404, 'NOT_FOUND', 'Copy not found');
      await recordChange(context, request, 'remove copy of databases', name);
      return answer.code(204).send();
    },
  });
}

function print({ name, createdAt, files }: BackupView): object {
  return {
    name,
    created_at: formatTime(createdAt),
    size: files.reduce((sum, file) => sum + file.size, 0),
    files: files.map((file) => ({ name: file.name, size: file.size })),
  };
}

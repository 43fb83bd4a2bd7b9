import { Readable } from 'node:stream';
import { withSecretsMasked } from '@ocpp-broker/config';
import type { FastifyInstance } from 'fastify';
import { recordChange } from '../audit.ts';
import { type BackupDocument, backupFormat } from '../backup-document.ts';
import { backupText } from '../backup-export.ts';
import { restoreBackup } from '../backup-restore.ts';
import type { ApiContext } from '../context.ts';
import type { RestoreMode } from '../data-ports.ts';
import { differences } from '../differences.ts';
import { operation, reply } from '../operation.ts';
import { flag, text } from '../schema-parts.ts';
import { Turns } from '../turns.ts';

type ImportQuery = { readonly mode: RestoreMode; readonly dry_run: boolean };

const TAG = 'Backup';

/** What is stored, as one document: out and in. */
export function dataRoutes(api: FastifyInstance, context: ApiContext): void {
  exportRoute(api, context);
  importRoute(api, context);
}

function exportRoute(api: FastifyInstance, context: ApiContext): void {
  const { ports } = context;
  api.route({
    ...operation({
      method: 'GET',
      url: '/data/export',
      id: 'exportData',
      tag: TAG,
      summary: 'Save what is stored, as one document',
      description:
        'Settings that were changed over this API (webhooks among them) with their secrets masked, topic rules, bans, API keys without their secrets, and ' +
        'all users with the hashes of their passwords. Not in it: sessions and messages, registrations, the audit log.',
      access: 'administrator',
      mayTakeLong: true,
      replies: { 200: reply('The document', 'Backup') },
    }),
    exposeHeadRoute: false,
    handler: async (request, answer) => {
      await recordChange(context, request, 'export data', 'all');
      const day = new Date(ports.clock.now()).toISOString().slice(0, 10);
      return answer
        .type('application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="${backupFormat.format}-${day}.json"`)
        .send(Readable.from(backupText(ports), { objectMode: false }));
    },
  });
}

function importRoute(api: FastifyInstance, context: ApiContext): void {
  const turns = new Turns();
  api.route<{ Querystring: ImportQuery; Body: BackupDocument }>({
    ...operation({
      method: 'POST',
      url: '/data/import',
      id: 'importData',
      tag: TAG,
      summary: 'Take in what was saved',
      description:
        'All of the document is looked at first; when something in it cannot be, nothing is changed. A part that is left out is left alone. ' +
        'With `replace`, what a part does not name goes, but for API keys: those cannot be made without their secrets, so that they are only ' +
        'changed. A masked secret is the one that is here; `missing_secrets` names those of which there is none. When users of the console are in it, all logins end, that of this request too.',
      mayTakeLong: true,
      query: {
        mode: text('What becomes of what the document does not name', { enum: ['merge', 'replace'], default: 'merge' }),
        dry_run: flag('Whether only to say what would be done', { default: false }),
      },
      body: { $ref: 'Backup#' },
      replies: { 200: reply('What was done, or would be', 'Restored') },
    }),
    bodyLimit: context.options.importBytesMax,
    handler: async (request) => {
      const { mode, dry_run: dryRun } = request.query;
      const { storedSettings } = context.ports;
      const { before, restored, after } = await turns.run(async () => ({
        before: withSecretsMasked(await storedSettings.read()),
        restored: await restoreBackup(context.ports, request.body, { mode, dryRun }),
        after: withSecretsMasked(await storedSettings.read()),
      }));
      if (!dryRun) {
        await recordChange(context, request, 'import data', mode, { after: restored });
        // By themselves: an entry that is too long loses its detail.
        if (restored.settings) {
          await recordChange(context, request, 'import settings', mode, differences(before, after));
        }
        if (request.body.users?.admin !== undefined) context.tokens.clear();
      }
      return { dry_run: dryRun, mode, ...restored };
    },
  });
}

import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Schemas } from '@ocpp-broker/api-client';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { Problem } from '../problem.ts';
import { report } from '../report.ts';
import { saveAnswer } from '../save-answer.ts';
import { apiOf } from '../server.ts';
import { type Column, printable, table } from '../table.ts';

type Copy = Schemas['DatabaseCopy'];

const nameArgument = { name: 'name', about: 'name of the copy' };
const PRIVATE_FOLDER = 0o700;
/** To copy a large database, and to begin to send it. */
const TIMEOUT_MS = 600_000;

/** `ocpp-broker backup create`. */
export const createBackupCommand: Command = {
  name: 'backup create',
  summary: 'Copy the databases into the data folder of the server while it runs',
  isRemote: true,
  notes: ['With --json: {"name", "created_at", "size", "files": [{"name", "size"}]}.'],
  run: async (given, surroundings) => {
    const api = await apiOf(given, surroundings, { timeoutMs: TIMEOUT_MS });
    const copy = await api.post('/api/v5/data/backup');
    await report(given, surroundings, { json: copy, text: `made ${printable(copy.name)}, ${copy.size} bytes\n` });
    return exitCode.ok;
  },
};

/** `ocpp-broker backup list`. */
export const listBackupsCommand: Command = {
  name: 'backup list',
  summary: 'List the copies of the databases',
  isRemote: true,
  notes: ['With --json: the copies as backup create tells each.'],
  run: async (given, surroundings) => {
    const copies = await (await apiOf(given, surroundings)).get('/api/v5/data/backups');
    await report(given, surroundings, { json: copies, text: table(copies, columns) || 'no copies\n' });
    return exitCode.ok;
  },
};

/** `ocpp-broker backup download`. */
export const downloadBackupCommand: Command = {
  name: 'backup download',
  summary: 'Fetch the files of a copy',
  arguments: [nameArgument],
  isRemote: true,
  options: {
    output: {
      value: '<folder>',
      about: 'where they go, made when it is not there (a folder with the name of the copy)',
    },
    force: { about: 'replace files that are there' },
  },
  notes: [
    'The files hold the hashes of all passwords, secrets of the settings, and messages; nobody else may read them. To restore them, stop the',
    'server and put them in the place of those in its data folder. With --json: {"name", "files": [{"file", "bytes"}]}.',
  ],
  run: async (given, surroundings) => {
    const name = given.argument(0);
    const api = await apiOf(given, surroundings, { timeoutMs: TIMEOUT_MS });
    const copy = (await api.get('/api/v5/data/backups')).find((one) => one.name === name);
    if (copy === undefined) throw new Problem('NOT_FOUND', 'Copy not found');
    // Names come from the server, and must not lead out of the folder.
    const folder = given.text('output') ?? basename(copy.name);
    await makeFolder(folder);
    const files = [];
    for (const file of copy.files) {
      const response = await api.open('/api/v5/data/backups/{name}/{file}', { path: { name, file: file.name } });
      const target = join(folder, basename(file.name));
      files.push({ file: target, bytes: await saveAnswer(response, target, given.has('force')) });
    }
    await report(given, surroundings, {
      json: { name, files },
      text: files.map(({ file, bytes }) => `saved ${bytes} bytes to ${printable(file)}\n`).join(''),
    });
    return exitCode.ok;
  },
};

/** `ocpp-broker backup remove`. */
export const removeBackupCommand: Command = {
  name: 'backup remove',
  summary: 'Remove a copy of the databases',
  arguments: [nameArgument],
  isRemote: true,
  run: async (given, surroundings) => {
    const name = given.argument(0);
    await (await apiOf(given, surroundings)).delete('/api/v5/data/backups/{name}', { path: { name } });
    await report(given, surroundings, { json: { removed: name }, text: `removed ${printable(name)}\n` });
    return exitCode.ok;
  },
};

const columns: readonly Column<Copy>[] = [
  ['NAME', ({ name }) => name],
  ['MADE', ({ created_at }) => created_at],
  ['BYTES', ({ size }) => size],
  ['FILES', ({ files }) => files.map(({ name }) => name).join(' ')],
];

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
  } catch (error) {
    throw new Problem('FILE_UNWRITABLE', `${folder} cannot be made (${(error as NodeJS.ErrnoException).code})`);
  }
}

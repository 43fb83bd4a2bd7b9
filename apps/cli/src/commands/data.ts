import type { Schemas } from '@ocpp-broker/api-client';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { UsageProblem } from '../problem.ts';
import { readInput } from '../read-input.ts';
import { report } from '../report.ts';
import { printAnswer, refuseExisting, saveAnswer } from '../save-answer.ts';
import { apiOf } from '../server.ts';
import { type Column, printable, table } from '../table.ts';

/** The largest document that the server takes, however it is set. */
const DOCUMENT_BYTES_MAX = 67_108_864;
/** A document of a hundred thousand users takes its time. */
const TIMEOUT_MS = 600_000;

/** `ocpp-broker export`. */
export const exportCommand: Command = {
  name: 'export',
  summary: 'Save settings, users, topic rules, bans and API keys as one JSON document',
  isRemote: true,
  options: {
    output: { value: '<file>', about: 'a new file, which nobody else may read (standard output)' },
    force: { about: 'replace a file that is there' },
  },
  notes: [
    'Secrets of settings and of API keys are not in it; users are, with the hashes of their passwords: keep it as you would keep those.',
    'With --json and --output: {"file", "bytes"}.',
  ],
  run: async (given, surroundings) => {
    const file = given.text('output');
    // Before the server is asked, which writes each export into its audit log.
    if (file !== undefined && !given.has('force')) refuseExisting(file);
    const response = await (await apiOf(given, surroundings, { timeoutMs: TIMEOUT_MS })).open('/api/v5/data/export');
    if (file === undefined) await printAnswer(response, surroundings.output);
    else {
      const bytes = await saveAnswer(response, file, given.has('force'));
      await report(given, surroundings, {
        json: { file, bytes },
        text: `saved ${bytes} bytes to ${printable(file)}\n`,
      });
    }
    return exitCode.ok;
  },
};

/** `ocpp-broker import`. */
export const importCommand: Command = {
  name: 'import',
  summary: 'Take in a document that export has saved',
  arguments: [{ name: 'file', about: 'the document, or - for standard input' }],
  isRemote: true,
  options: {
    replace: { about: 'what a part of the document does not name goes (it stays)' },
    'dry-run': { about: 'only say what would be done' },
  },
  notes: [
    'All of the document is looked at before anything is changed. When it holds users of the console, all logins end.',
    'With --json: what became of each part, as the API tells it.',
  ],
  run: async (given, surroundings) => {
    const text = await readInput(given.argument(0), DOCUMENT_BYTES_MAX, surroundings);
    const api = await apiOf(given, surroundings, { timeoutMs: TIMEOUT_MS });
    const restored = await api.post('/api/v5/data/import', {
      query: { mode: given.has('replace') ? 'replace' : 'merge', dry_run: given.has('dry-run') },
      body: documentOf(text),
    });
    await report(given, surroundings, { json: restored, text: textOf(restored) });
    return exitCode.ok;
  },
};

/** The server judges it; here it only has to be JSON. */
function documentOf(text: string): Schemas['Backup'] {
  try {
    return JSON.parse(text) as Schemas['Backup'];
  } catch (error) {
    throw new UsageProblem(`the document is not JSON: ${(error as Error).message}`);
  }
}

type Part = {
  readonly name: string;
  readonly added?: number;
  readonly changed?: number;
  readonly removed?: number;
  readonly unknown?: number;
};

const columns: readonly Column<Part>[] = [
  ['PART', ({ name }) => name],
  ['ADDED', ({ added }) => added],
  ['CHANGED', ({ changed }) => changed],
  ['REMOVED', ({ removed }) => removed],
  ['UNKNOWN', ({ unknown }) => unknown],
];

function textOf({ dry_run, settings, topic_rules, bans, api_keys, users }: Schemas['Restored']): string {
  const parts: readonly (readonly [string, Omit<Part, 'name'> | undefined])[] = [
    ['settings', settings ? {} : undefined],
    ['topic rules', topic_rules],
    ['bans', bans],
    ['API keys', api_keys],
    ['ocpp users', users?.ocpp],
    ['mqtt users', users?.mqtt],
    ['admin users', users?.admin],
  ];
  const found = parts.flatMap(([name, counts]) => (counts === undefined ? [] : [{ name, ...counts }]));
  return `${dry_run ? 'nothing was changed; this would be done:\n' : ''}${table(found, columns) || 'there was nothing in it\n'}`;
}

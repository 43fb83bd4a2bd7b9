import { basename } from 'node:path';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { readInput } from '../read-input.ts';
import { report } from '../report.ts';
import { apiOf } from '../server.ts';
import { printable } from '../table.ts';

/** The largest file that the server takes, however it is set. */
const FILE_BYTES_MAX = 67_108_864;
/** A thousand passwords are hashed in a minute. */
const TIMEOUT_MS = 600_000;

/** `ocpp-broker users import`. */
export const importUsersCommand: Command = {
  name: 'users import',
  summary: 'Take in a file of users, JSON or CSV, also one that EMQX has made',
  arguments: [{ name: 'file', about: 'its name ends in .json or .csv' }],
  isRemote: true,
  options: {
    realm: { value: '<realm>', about: 'whose users (ocpp)', choices: ['ocpp', 'mqtt'] },
    plain: { about: 'it holds passwords, in the place of their hashes' },
    'salt-position': {
      value: '<where>',
      about: 'where the salt stands in hashes (prefix)',
      choices: ['prefix', 'suffix', 'disable'],
    },
    'keep-existing': { about: 'leave users alone who are there' },
  },
  notes: [
    'The exit code is 1 when a row failed; the others are in. With --json: {"total", "success", "override", "skipped", "failed",',
    '"problems": [{"line", "reason"}]}.',
  ],
  run: async (given, surroundings) => {
    const name = given.argument(0);
    const form = new FormData();
    form.set('filename', new Blob([await readInput(name, FILE_BYTES_MAX, surroundings)]), basename(name));
    const api = await apiOf(given, surroundings, { timeoutMs: TIMEOUT_MS });
    const saltPosition = given.text('salt-position') as 'prefix' | 'suffix' | 'disable' | undefined;
    const query = {
      type: given.has('plain') ? 'plain' : 'hash',
      override: !given.has('keep-existing'),
      ...(saltPosition === undefined ? {} : { salt_position: saltPosition }),
    } as const;
    const done = await (given.text('realm') === 'mqtt'
      ? api.post('/api/v5/authentication/{authenticator}/import_users', {
          path: { authenticator: 'password_based:built_in_database' },
          query,
          body: form,
        })
      : api.post('/api/v5/gateways/ocpp/authentication/import_users', { query, body: form }));
    const counts = `${done.success} new, ${done.override} replaced, ${done.skipped} left alone, ${done.failed} failed`;
    const problems = done.problems.map(({ line, reason }) => `line ${line}: ${printable(reason)}\n`);
    await report(given, surroundings, { json: done, text: `${counts}\n${problems.join('')}` });
    return done.failed === 0 ? exitCode.ok : exitCode.failed;
  },
};

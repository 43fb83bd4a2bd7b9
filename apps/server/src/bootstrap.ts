// What a first start needs: somebody who may sign in, keys, and users from files. Files are read at every start. Users who are
// in the database already are left alone, so that a password changed over the API stays changed; a key gets the file's secret
// and role.

import { randomBytes } from 'node:crypto';
import type { Settings } from '@ocpp-broker/config';
import {
  API_KEYS_MAX,
  importUsers,
  type PasswordOrigin,
  parseApiKeyFile,
  parseUserFile,
  type Realm,
  type Store,
  StoreError,
} from '@ocpp-broker/store';
import { readOperatorFile } from './operator-file.ts';
import { adminPasswordVariable } from './settings-sources.ts';
import { StartError, type StartProblem } from './start-error.ts';

/** Name of the first administrator. */
export const adminName = 'admin';

/** Who was made: `generatedPassword` is there when nobody chose one, and is shown once. */
export type Bootstrapped = { readonly generatedPassword: string | undefined };

/** What charge points' passwords are taken for: with `sha256` they must be random keys, and are hashed fast. */
export function passwordOriginOf({ gateway }: Settings): PasswordOrigin {
  return gateway.ocpp.authentication.password_hash_algorithm.name === 'sha256' ? 'generated' : 'chosen';
}

/** Makes the first administrator and takes in the bootstrap files; throws a StartError with every problem of every file. */
export async function bootstrap(
  store: Store,
  settings: Settings,
  adminPassword: string | undefined,
): Promise<Bootstrapped> {
  const { api, mqtt, gateway } = settings;
  const problems: StartProblem[] = [
    ...(await addApiKeys(store, api.bootstrap_file)),
    ...(await addUsers(
      store,
      'mqtt',
      mqtt.authentication.bootstrap_file,
      'mqtt.authentication.bootstrap_file',
      'chosen',
    )),
    ...(await addUsers(
      store,
      'ocpp',
      gateway.ocpp.authentication.bootstrap_file,
      'gateway.ocpp.authentication.bootstrap_file',
      passwordOriginOf(settings),
    )),
  ];
  if (problems.length > 0) throw new StartError(problems);
  return { generatedPassword: await addAdmin(store, adminPassword) };
}

async function addAdmin(store: Store, chosen: string | undefined): Promise<string | undefined> {
  const admins = store.users('admin');
  if ((await admins.count()) > 0) return undefined;
  const password = chosen ?? randomBytes(15).toString('base64url');
  try {
    await admins.add({ userId: adminName, password, role: 'administrator' });
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'store_invalid_value') throw error;
    throw new StartError([{ path: adminPasswordVariable, message: error.message }]);
  }
  return chosen === undefined ? password : undefined;
}

async function addApiKeys(store: Store, file: string): Promise<readonly StartProblem[]> {
  if (file === '') return [];
  const setting = 'api.bootstrap_file';
  const parsed = read(file, setting, parseApiKeyFile);
  if (!parsed.ok) return parsed.problems;
  if (parsed.value.outcome === 'refused') return lines(setting, file, parsed.value.problems);
  const problems: { readonly line: number; readonly reason: string }[] = [];
  for (const { line, ...key } of parsed.value.keys) {
    if ((await store.apiKeys.addBootstrap(key)) !== 'full') continue;
    problems.push({ line, reason: `there are ${API_KEYS_MAX} API keys already` });
    break;
  }
  return lines(setting, file, problems);
}

async function addUsers(
  store: Store,
  realm: Realm,
  file: string,
  setting: string,
  passwordOrigin: PasswordOrigin,
): Promise<readonly StartProblem[]> {
  if (file === '') return [];
  const format = file.toLowerCase().endsWith('.json') ? 'json' : 'csv';
  const parsed = read(file, setting, (text) => parseUserFile(text, format));
  if (!parsed.ok) return parsed.problems;
  if (parsed.value.outcome === 'refused') return lines(setting, file, parsed.value.problems);
  const { problems } = await importUsers(store.users(realm), parsed.value.rows, { override: false, passwordOrigin });
  return lines(setting, file, problems);
}

type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly StartProblem[] };

function read<Value>(file: string, setting: string, parse: (text: string) => Value): Read<Value> {
  try {
    return { ok: true, value: parse(readOperatorFile(file, setting)) };
  } catch (error) {
    if (error instanceof StartError) return { ok: false, problems: error.problems };
    throw error;
  }
}

function lines(
  setting: string,
  file: string,
  problems: readonly { readonly line: number; readonly reason: string }[],
): readonly StartProblem[] {
  return problems.map(({ line, reason }) => ({ path: setting, message: `${file}:${line}: ${reason}` }));
}

import type { Command, Option } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { gather } from '../gather.ts';
import type { Given } from '../given.ts';
import { readPassword } from '../password-input.ts';
import { UsageProblem } from '../problem.ts';
import { remark, report } from '../report.ts';
import { apiOf } from '../server.ts';
import type { Surroundings } from '../surroundings.ts';
import { type Column, printable, table } from '../table.ts';
import {
  type ListedUser,
  type NewUser,
  type Realm,
  type Role,
  realms,
  roles,
  type UserDirectory,
} from '../user-directory.ts';

const LIMIT = 10_000;
const LIMIT_MAX = 1_000_000;

const realmOption: Option = { value: '<realm>', about: 'whose users (ocpp)', choices: realms };
const databaseOption: Option = { value: '<data_dir>', about: 'work on the database of a server that is off' };
const where = { realm: realmOption, database: databaseOption };
const userArgument = { name: 'user', about: 'name of the user' };
const realmNotes = [
  'Realms: ocpp are the users of charge points, mqtt those of MQTT clients, admin people at the console and the API.',
];

/** `ocpp-broker users add`. */
export const addUserCommand: Command = {
  name: 'users add',
  summary: 'Add a user, whose password is asked for or read from standard input',
  arguments: [userArgument],
  isRemote: true,
  options: {
    ...where,
    'password-stdin': { about: 'read the password from standard input' },
    superuser: { about: 'may do everything (ocpp, mqtt)' },
    identity: { value: '<identity>', about: 'may pose as this charge point only (ocpp)', isList: true },
    'client-id': {
      value: '<id>',
      about: 'may use this client id only, whole or up to a * at its end (mqtt)',
      isList: true,
    },
    role: { value: '<role>', about: 'what the user may do (admin; administrator)', choices: roles },
  },
  notes: realmNotes,
  examples: [
    'ocpp-broker users add CP1 --identity CP1 --password-stdin < key.txt',
    'ocpp-broker users add admin --realm admin --database ./data',
  ],
  run: async (given, surroundings) => {
    const realm = realmOf(given);
    const user = { ...draftOf(given, realm), password: await readPassword(given, surroundings, true) };
    await inDirectory(given, surroundings, true, (users) => users.add(user));
    await report(given, surroundings, {
      json: { added: user.userId, realm },
      text: `added ${printable(user.userId)} to the ${realm} users\n`,
    });
    return exitCode.ok;
  },
};

/** `ocpp-broker users list`. */
export const listUsersCommand: Command = {
  name: 'users list',
  summary: 'List the users',
  isRemote: true,
  options: {
    ...where,
    like: { value: '<text>', about: 'only those with this in their names' },
    limit: { value: '<n>', about: `at most so many (${LIMIT})` },
  },
  notes: [
    ...realmNotes,
    'With --json: [{"user_id", "is_superuser" or "role", "identities" or "client_ids" when bound}].',
  ],
  run: async (given, surroundings) => {
    const limit = given.amount('limit', LIMIT_MAX) ?? LIMIT;
    const { found, isCut } = await inDirectory(given, surroundings, false, (users) =>
      gather(users.list(given.text('like')), limit),
    );
    await report(given, surroundings, { json: found, text: table(found, columnsOf(realmOf(given))) || 'no users\n' });
    if (isCut) await remark(surroundings, `there are more than ${limit}: --limit shows more, --like fewer`);
    return exitCode.ok;
  },
};

/** `ocpp-broker users remove`. */
export const removeUserCommand: Command = {
  name: 'users remove',
  summary: 'Remove a user',
  arguments: [userArgument],
  isRemote: true,
  options: where,
  notes: realmNotes,
  run: async (given, surroundings) => {
    const user = given.argument(0);
    const realm = realmOf(given);
    await inDirectory(given, surroundings, false, (users) => users.remove(user));
    await report(given, surroundings, {
      json: { removed: user, realm },
      text: `removed ${printable(user)} from the ${realm} users\n`,
    });
    return exitCode.ok;
  },
};

async function inDirectory<Result>(
  given: Given,
  surroundings: Surroundings,
  mayMake: boolean,
  work: (users: UserDirectory) => Promise<Result>,
): Promise<Result> {
  const users = await openDirectory(given, surroundings, mayMake);
  try {
    return await work(users);
  } finally {
    users.close();
  }
}

async function openDirectory(given: Given, surroundings: Surroundings, mayMake: boolean): Promise<UserDirectory> {
  const realm = realmOf(given);
  const folder = given.text('database');
  if (folder === undefined) {
    const { apiUsers } = await import('../api-users.ts');
    return apiUsers(await apiOf(given, surroundings), realm);
  }
  const remote = ['url', 'key', 'token'].find((option) => given.has(option));
  if (remote !== undefined) throw new UsageProblem(`--database and --${remote} exclude each other`);
  const { databaseUsers } = await import('../database-users.ts');
  return databaseUsers(folder, realm, mayMake);
}

function realmOf(given: Given): Realm {
  return (given.text('realm') ?? 'ocpp') as Realm;
}

/** Which realm has which trait; what would be ignored is refused. */
const traits: readonly (readonly [option: string, of: readonly Realm[]])[] = [
  ['superuser', ['ocpp', 'mqtt']],
  ['identity', ['ocpp']],
  ['client-id', ['mqtt']],
  ['role', ['admin']],
];

function draftOf(given: Given, realm: Realm): Omit<NewUser, 'password'> {
  const wrong = traits.find(([option, of]) => given.has(option) && !of.includes(realm));
  if (wrong !== undefined) throw new UsageProblem(`--${wrong[0]} goes with --realm ${wrong[1].join(' or ')}`);
  return {
    userId: given.argument(0),
    isSuperuser: given.has('superuser'),
    role: (given.text('role') ?? 'administrator') as Role,
    identities: given.list('identity'),
    clientIds: given.list('client-id'),
  };
}

function columnsOf(realm: Realm): readonly Column<ListedUser>[] {
  const name: Column<ListedUser> = ['USER', ({ user_id }) => user_id];
  if (realm === 'admin') return [name, ['ROLE', ({ role }) => role]];
  return [
    name,
    ['SUPERUSER', ({ is_superuser }) => (is_superuser === true ? 'yes' : 'no')],
    realm === 'ocpp'
      ? ['IDENTITIES', ({ identities }) => identities?.join(', ') ?? 'any']
      : ['CLIENT IDS', ({ client_ids }) => client_ids?.join(', ') ?? 'any'],
  ];
}

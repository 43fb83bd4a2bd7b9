import { createHash } from 'node:crypto';
import t from 'tap';
import { hashGeneratedKey, type ImportOptions, importUsers, parseUserFile, type UserRepository } from '../src/index.ts';
import { memoryStore } from './fixture-store.ts';

async function importCsv(users: UserRepository, text: string, options?: ImportOptions) {
  const file = parseUserFile(text, 'csv');
  if (file.outcome === 'refused') throw new Error(JSON.stringify(file.problems));
  return importUsers(users, file.rows, options);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const outcome = async (users: UserRepository, userId: string, password: string) =>
  (await users.verify(userId, Buffer.from(password))).outcome;

t.test('new users are added and those that exist replaced, and all are counted', async (t) => {
  const users = memoryStore(t).users('ocpp');
  await users.add({ userId: 'CP1', password: 'old password', isSuperuser: true });
  t.same(await importCsv(users, 'user_id,password,is_superuser,identities\nCP1,one,,CP1\nCP2,two,true,'), {
    total: 2,
    success: 1,
    override: 1,
    skipped: 0,
    failed: 0,
    problems: [],
  });
  t.equal(await outcome(users, 'CP1', 'old password'), 'refused');
  t.equal(await outcome(users, 'CP1', 'one'), 'accepted');
  t.match(await users.find('CP1'), { isSuperuser: false, identities: ['CP1'] });
  t.match(await users.find('CP2'), { isSuperuser: true, identities: null });
});

t.test('MQTT users come with the client ids that they are bound to', async (t) => {
  const users = memoryStore(t).users('mqtt');
  await importCsv(users, 'user_id,password,client_ids\nann,one,ann-*;ann');
  t.same((await users.find('ann'))?.clientIds, ['ann-*', 'ann']);
  t.match(await importCsv(memoryStore(t).users('ocpp'), 'user_id,password,client_ids\nann,one,a'), {
    failed: 1,
    problems: [{ line: 2, reason: /client_ids belong to MQTT users/ }],
  });
});

t.test('without override those that exist stay as they are', async (t) => {
  const users = memoryStore(t).users('ocpp');
  const text = 'user_id,password\nCP1,one\nCP2,two';
  t.match(await importCsv(users, text, { override: false }), { success: 2, skipped: 0 });
  await users.update('CP1', { password: 'changed' });
  t.match(await importCsv(users, text, { override: false }), { total: 2, success: 0, override: 0, skipped: 2 });
  t.equal(await outcome(users, 'CP1', 'changed'), 'accepted');
});

t.test('hashes as EMQX makes them are taken in, the salt before, behind or nowhere', async (t) => {
  const users = memoryStore(t).users('mqtt');
  for (const [userId, saltPosition, made] of [
    ['prefix', undefined, sha256('saltpublic')],
    ['suffix', 'suffix', sha256('publicsalt').toUpperCase()],
    ['disable', 'disable', sha256('public')],
  ] as const) {
    const hash = { algorithm: 'sha256', ...(saltPosition && { saltPosition }) };
    t.match(await importCsv(users, `user_id,password_hash,salt\n${userId},${made},salt`, { hash }), { success: 1 });
    t.equal(await outcome(users, userId, 'public'), 'accepted', userId);
    t.equal(await outcome(users, userId, 'private'), 'refused', userId);
  }
});

t.test('a hash over the hex digits of a key opens with the bytes as well', async (t) => {
  const users = memoryStore(t).users('ocpp');
  const digits = '00ff80abcdef0123456789abcdef0123';
  await importCsv(users, `user_id,password_hash,salt\nCP1,${sha256(`s${digits}`)},s`);
  t.equal((await users.verify('CP1', Buffer.from(digits, 'hex'))).outcome, 'accepted');
  t.equal((await users.verify('CP1', Buffer.from(digits))).outcome, 'accepted');
});

t.test('PHC strings and generated keys are taken in', async (t) => {
  const users = memoryStore(t).users('ocpp');
  const key = '00ff80abcdef0123456789abcdef0123';
  await importCsv(users, `user_id,password_hash\nCP1,"${hashGeneratedKey(key)}"`);
  await importCsv(users, `user_id,password\nCP2,${key}`, { passwordOrigin: 'generated' });
  for (const userId of ['CP1', 'CP2']) t.equal(await outcome(users, userId, key), 'accepted');
});

t.test('a row that cannot be stored fails by itself, with its line and the reason', async (t) => {
  const users = memoryStore(t).users('mqtt');
  const rows = [
    'CP1,abc',
    `CP2,${sha256('x')}`,
    'CP3,$2b$12$abcdefghijklmnopqrstuv',
    `${'x'.repeat(300)},${sha256('x')}`,
  ];
  const result = await importCsv(users, ['user_id,password_hash', ...rows].join('\n'));
  t.match(result, { total: 4, success: 1, failed: 3 });
  t.match(result.problems, [
    { line: 2, reason: /neither a PHC string nor a SHA-256/ },
    { line: 4, reason: /uses the algorithm "2b"/ },
    { line: 5, reason: /a user id has 1 to 256/ },
  ]);
});

t.test('an algorithm that nobody could verify stops the import before it begins', async (t) => {
  const users = memoryStore(t).users('mqtt');
  await t.rejects(importCsv(users, 'user_id,password_hash\na,b', { hash: { algorithm: 'pbkdf2' } }), {
    code: 'store_unknown_algorithm',
    message: /"pbkdf2" cannot be imported/,
  });
  t.equal(await users.count(), 0);
});

t.test('a long import lets the event loop turn, and tells the first hundred failures', async (t) => {
  const users = memoryStore(t).users('mqtt');
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  const rows = Array.from({ length: 300 }, (_, index) => `CP${index},bad`);
  const result = await importCsv(users, ['user_id,password_hash', ...rows].join('\n'));
  t.ok(turned);
  t.equal(result.failed, 300);
  t.equal(result.problems.length, 100);
});

t.test('what is not the fault of a row ends the import', async (t) => {
  const store = memoryStore(t);
  store.close();
  await t.rejects(importCsv(store.users('mqtt'), `user_id,password_hash\na,${sha256('x')}`), { message: /not open/ });
});

t.test('a row of a JSON file that cannot be stored is told by its number', async (t) => {
  const users = memoryStore(t).users('mqtt');
  const text = JSON.stringify(['a', 'b', 'c'].map((user_id) => ({ user_id, password_hash: 'abc' })));
  const file = parseUserFile(text, 'json');
  if (file.outcome === 'refused') throw new Error('the file was refused');
  const { problems } = await importUsers(users, file.rows);
  t.match(problems, [{ reason: /^item 1: / }, { reason: /^item 2: / }, { reason: /^item 3: / }]);
});

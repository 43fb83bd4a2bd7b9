import { join } from 'node:path';
import { openStore } from '@ocpp-broker/store';
import t from 'tap';
import { databaseUsers } from '../src/database-users.ts';
import { gather } from '../src/gather.ts';
import { temporaryFolder } from './fixtures/run-command.ts';

t.test('all users are listed, however many pages they fill', async (t) => {
  const folder = temporaryFolder(t);
  const store = openStore({ path: join(folder, 'ocpp-broker.db') });
  for (let number = 0; number < 2_001; number += 1) {
    const key = { userId: `CP${number}`, password: 'k'.repeat(32), passwordOrigin: 'generated' } as const;
    await store.users('ocpp').add(key);
  }
  store.close();
  const users = databaseUsers(folder, 'ocpp', false);
  t.teardown(() => users.close());
  t.equal((await gather(users.list(undefined), 5_000)).found.length, 2_001);
  t.equal((await gather(users.list('CP200'), 5_000)).found.length, 2);
});

t.test('what the store refuses is a problem in its words', async (t) => {
  const folder = temporaryFolder(t);
  const users = databaseUsers(folder, 'ocpp', true);
  t.teardown(() => users.close());
  const user = { isSuperuser: false, role: 'viewer', identities: undefined, clientIds: undefined } as const;
  await t.rejects(users.add({ ...user, userId: 'a\u0000', password: 'x' }), {
    code: 'STORE_INVALID_VALUE',
    exitCode: 1,
  });
  await t.rejects(users.add({ ...user, userId: 'a', password: 'x'.repeat(2_000) }), { message: /longer than/ });
  await users.add({ ...user, userId: 'a', password: 'x' });
  await t.rejects(users.add({ ...user, userId: 'a', password: 'x' }), { code: 'ALREADY_EXISTS' });
  t.throws(() => databaseUsers(folder, 'ocpp', false), { code: 'DATABASE_IN_USE' }, 'by ourselves');
});

import { createHash } from 'node:crypto';
import t from 'tap';
import { CHOSEN_PASSWORDS_MAX, generateKey, importUserFile } from '../src/index.ts';
import { memoryStore } from './fixture-store.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

t.test('a file of either type and form is taken in', async (t) => {
  const users = memoryStore(t).users('mqtt');
  const row = { user_id: 'bob', password_hash: sha256('saltpublic'), salt: 'salt', is_superuser: true };
  const csv = { format: 'csv', type: 'plain', text: 'user_id,password\nann,one' } as const;
  const json = { format: 'json', type: 'hash', text: JSON.stringify([row]) } as const;
  t.match(await importUserFile(users, csv), { outcome: 'imported', total: 1, success: 1 });
  t.match(await importUserFile(users, json), { outcome: 'imported', total: 1, success: 1 });
  t.match(await importUserFile(users, json, { override: false }), { skipped: 1 });
  t.match(await users.verify('bob', Buffer.from('public')), { outcome: 'accepted', user: { isSuperuser: true } });
});

t.test('a file that cannot be read, or holds the other type, is refused with lines', async (t) => {
  const users = memoryStore(t).users('mqtt');
  const plain = 'user_id,password\nann,one';
  t.match(await importUserFile(users, { format: 'json', type: 'plain', text: plain }), {
    outcome: 'refused',
    problems: [{ line: 1, reason: /does not begin with \[/ }],
  });
  t.match(await importUserFile(users, { format: 'csv', type: 'hash', text: plain }), {
    outcome: 'refused',
    problems: [{ line: 2, reason: /there is no password_hash/ }],
  });
  const hashed = `user_id,password_hash\nann,${sha256('x')}`;
  t.match(await importUserFile(users, { format: 'csv', type: 'plain', text: hashed }), {
    outcome: 'refused',
    problems: [{ line: 2, reason: /there is no password;/ }],
  });
  t.equal(await users.count(), 0);
});

t.test('passwords that take long to hash are bounded, hashes and generated keys are not', async (t) => {
  const users = memoryStore(t).users('mqtt');
  const rows = (column: string, value: (index: number) => string) =>
    [`user_id,${column}`, ...Array.from({ length: CHOSEN_PASSWORDS_MAX + 1 }, (_, i) => `c${i},${value(i)}`)].join(
      '\n',
    );
  const chosen = rows('password', (index) => `password ${index}`);
  t.match(await importUserFile(users, { format: 'csv', type: 'plain', text: chosen }), {
    outcome: 'refused',
    problems: [{ line: CHOSEN_PASSWORDS_MAX + 2, reason: /more than 1000 passwords to be hashed/ }],
  });
  const hashed = rows('password_hash', (index) => sha256(String(index)));
  t.match(await importUserFile(users, { format: 'csv', type: 'hash', text: hashed }), { success: 1001 });
  const generated = rows('password', generateKey);
  const options = { passwordOrigin: 'generated' } as const;
  t.match(await importUserFile(users, { format: 'csv', type: 'plain', text: generated }, options), { override: 1001 });
});

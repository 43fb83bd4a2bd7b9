import t from 'tap';
import { PasswordHasher } from '../src/password-hasher.ts';

t.test('past its line a password is not hashed, and that is said', async (t) => {
  const hasher = new PasswordHasher({ waitingMax: 1 });
  const [first, second, third] = ['one', 'two', 'three'].map((password) => hasher.hash(password, false));
  await t.rejects(third ?? Promise.resolve(''), { code: 'store_busy' });
  t.match(await first, /^\$scrypt\$/);
  t.match(await second, /^\$scrypt\$/);
});

t.test('a closed hasher hashes nothing more', async (t) => {
  const hasher = new PasswordHasher();
  const hashes = ['one', 'two'].map((password) => hasher.hash(password, false));
  hasher.close();
  const results = await Promise.allSettled([...hashes, hasher.hash('three', false)]);
  for (const result of results) t.match(result, { status: 'rejected', reason: { code: 'store_busy' } });
});

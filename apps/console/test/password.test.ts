import { randomFillSync } from 'node:crypto';
import t from 'tap';
import { generatePassword, passwordLength } from '../src/password.ts';

t.test('a generated password has 20 characters that nobody mistakes for others', async (t) => {
  const seen = new Set<string>();
  for (let round = 0; round < 200; round += 1) {
    const password = generatePassword((bytes) => void randomFillSync(bytes));
    t.match(password, /^[a-km-zA-HJ-NP-Z2-9]+$/);
    t.equal(password.length, passwordLength);
    seen.add(password);
  }
  t.equal(seen.size, 200);
});

t.test('bytes that would favour some characters are not used', async (t) => {
  let calls = 0;
  const password = generatePassword((bytes) => {
    bytes.fill(calls === 0 ? 255 : 0);
    calls += 1;
  });
  t.equal(password, 'a'.repeat(passwordLength));
  t.equal(calls, 2, 'the first bytes were all past the last full round');
});

import t from 'tap';
import { hashChosenPassword, hashGeneratedKey } from '../src/password.ts';
import { type Claim, PasswordVerifier, type VerificationLimits } from '../src/verifier.ts';

const passwordHash = await hashChosenPassword('right', false);

const claim = (password: string, change: Partial<Claim> = {}): Claim => ({
  scope: 'mqtt',
  userId: 'alice',
  passwordHash,
  password: Buffer.from(password),
  hexKeys: false,
  hasScrypt: () => true,
  ...change,
});

/** One run at once and nobody in line, so that whatever needs a run of its own meanwhile is seen to be `busy`. */
const narrow = (limits: Partial<VerificationLimits> = {}, now: () => number = () => 0): PasswordVerifier =>
  new PasswordVerifier({ now, limits: { runningMax: 1, waitingMax: 0, ...limits } });

/** Verifies while another verification takes up the only place. */
async function verifyWhileBusy(verifier: PasswordVerifier, asked: Claim) {
  const other = verifier.verify(claim(`other ${Math.random()}`, { userId: 'other' }));
  const verdict = await verifier.verify(asked);
  await other;
  return verdict;
}

t.test('the event loop goes on turning while a password is verified', async (t) => {
  let turns = 0;
  const count = (): void => {
    turns++;
    immediate = setImmediate(count);
  };
  let immediate = setImmediate(count);
  t.equal(await new PasswordVerifier({ now: () => 0 }).verify(claim('right')), 'accepted');
  clearImmediate(immediate);
  t.ok(turns > 0);
});

t.test('past the line the answer is busy, and nobody in line is forgotten', async (t) => {
  const verifier = narrow({ waitingMax: 1 });
  t.same(await Promise.all(['right', 'wrong', 'third'].map((password) => verifier.verify(claim(password)))), [
    'accepted',
    'refused',
    'busy',
  ]);
});

t.test('equal verifications at once share one run, up to a number of callers', async (t) => {
  const verifier = narrow({ callersMax: 3 });
  t.same(await Promise.all(['right', 'right', 'right', 'right'].map((password) => verifier.verify(claim(password)))), [
    'accepted',
    'accepted',
    'accepted',
    'busy',
  ]);
});

t.test('what was accepted is remembered without a run, as long as it is used', async (t) => {
  let now = 0;
  const verifier = narrow({ acceptedTtlMs: 1_000 }, () => now);
  await verifier.verify(claim('right'));
  for (now of [900, 1_800, 2_700]) t.equal(await verifyWhileBusy(verifier, claim('right')), 'accepted');
  now = 3_700;
  t.equal(await verifyWhileBusy(verifier, claim('right')), 'busy');
});

t.test('only the last accepted ones are remembered', async (t) => {
  const verifier = narrow({ acceptedMax: 1 });
  await verifier.verify(claim('right'));
  await verifier.verify(claim('right', { userId: 'bob' }));
  t.equal(await verifyWhileBusy(verifier, claim('right')), 'busy');
  t.equal(await verifyWhileBusy(verifier, claim('right', { userId: 'bob' })), 'accepted');
});

t.test('what is remembered is for that user, scope, password and stored hash, and for no other', async (t) => {
  const verifier = narrow();
  await verifier.verify(claim('right'));
  const changedHash = await hashChosenPassword('right', false);
  for (const other of [
    claim('right '),
    claim('right', { userId: 'alice2' }),
    claim('right', { scope: 'ocpp' }),
    claim('right', { passwordHash: changedHash }),
    claim('right', { passwordHash: null }),
    claim('right', { scope: 'mqtt5:alice', userId: '' }),
  ]) {
    t.equal(await verifyWhileBusy(verifier, other), 'busy');
  }
});

t.test(
  'what was refused is remembered for a while, counted from the first time, unless the stored hash changes',
  async (t) => {
    let now = 0;
    const verifier = narrow({ refusedTtlMs: 1_000 }, () => now);
    await verifier.verify(claim('wrong'));
    now = 900;
    t.equal(await verifyWhileBusy(verifier, claim('wrong')), 'refused');
    t.equal(
      await verifier.verify(claim('wrong', { passwordHash: await hashChosenPassword('wrong', false) })),
      'accepted',
    );
    now = 1_000;
    t.equal(await verifyWhileBusy(verifier, claim('wrong')), 'busy');
  },
);

t.test('refusals never push out what was accepted', async (t) => {
  const verifier = narrow({ refusedMax: 1, acceptedMax: 1 });
  await verifier.verify(claim('right'));
  await verifier.verify(claim('wrong'));
  await verifier.verify(claim('wronger'));
  t.equal(await verifyWhileBusy(verifier, claim('right')), 'accepted');
  t.equal(await verifyWhileBusy(verifier, claim('wrong')), 'busy');
});

t.test('where scrypt hashes exist every refusal takes a run: unknown user, wrong password, wrong key', async (t) => {
  const verifier = narrow();
  const keyHash = hashGeneratedKey('0123456789abcdef0123456789abcdef', false);
  for (const asked of [
    claim('wrong'),
    claim('wrong', { passwordHash: null }),
    claim('wrong', { passwordHash: keyHash }),
    claim('x'.repeat(5_000)),
  ]) {
    t.equal(await verifyWhileBusy(verifier, asked), 'busy');
    t.equal(await verifier.verify(asked), 'refused');
  }
});

t.test('where only keys exist nobody takes a run', async (t) => {
  const verifier = narrow();
  const keyHash = hashGeneratedKey('0123456789abcdef0123456789abcdef', false);
  const key = { passwordHash: keyHash, hasScrypt: () => false };
  t.equal(await verifyWhileBusy(verifier, claim('0123456789abcdef0123456789abcdef', key)), 'accepted');
  t.equal(await verifyWhileBusy(verifier, claim('wrong', key)), 'refused');
  t.equal(await verifyWhileBusy(verifier, claim('wrong', { ...key, passwordHash: null })), 'refused');
});

t.test('a closed verifier answers busy to those in line, those who run and those who come', async (t) => {
  const verifier = narrow({ waitingMax: 5 });
  const verdicts = Promise.all(['right', 'wrong', 'third'].map((password) => verifier.verify(claim(password))));
  verifier.close();
  t.same(await verdicts, ['busy', 'busy', 'busy']);
  t.equal(await verifier.verify(claim('right')), 'busy');
});

t.test('a stored hash that cannot be read is an error for each who asks, not a refusal', async (t) => {
  t.throws(() => narrow().verify(claim('right', { passwordHash: 'damaged' })), { code: 'store_invalid_value' });
});

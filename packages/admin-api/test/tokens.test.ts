import t from 'tap';
import { TokenStore } from '../src/tokens.ts';

const MINUTE = 60_000;

function store(options = {}) {
  const time = { now: 0 };
  const bounds = {
    tokenTtlMs: 10 * MINUTE,
    tokenLifetimeMs: 60 * MINUTE,
    tokensMax: 4,
    tokensPerUserMax: 2,
    ...options,
  };
  return { time, tokens: new TokenStore(bounds, { now: () => time.now }) };
}

t.test('a token stands for the user it was issued to', async (t) => {
  const { tokens } = store();
  const token = tokens.issue('ann', 'viewer', '10.0.0.1');
  t.same(tokens.check(token), { kind: 'valid', username: 'ann', role: 'viewer' });
  t.same(tokens.check(`${token}x`), { kind: 'unknown' });
  t.ok(token.length >= 43, '256 bits');
});

t.test('a token that is used stays good, one that is not expires', async (t) => {
  const { tokens, time } = store();
  const used = tokens.issue('ann', 'viewer', '10.0.0.1');
  const unused = tokens.issue('ann', 'viewer', '10.0.0.1');
  time.now = 9 * MINUTE;
  t.equal(tokens.check(used).kind, 'valid');
  time.now = 18 * MINUTE;
  t.equal(tokens.check(used).kind, 'valid');
  t.equal(tokens.check(unused).kind, 'expired');
});

t.test('no token outlives its lifetime, however much it is used', async (t) => {
  const { tokens, time } = store();
  const token = tokens.issue('ann', 'viewer', '10.0.0.1');
  for (; time.now < 60 * MINUTE; time.now += 5 * MINUTE) t.equal(tokens.check(token).kind, 'valid');
  t.equal(tokens.check(token).kind, 'expired');
});

t.test('a time to live above the lifetime is kept', async (t) => {
  const { tokens, time } = store({ tokenTtlMs: 90 * MINUTE });
  const token = tokens.issue('ann', 'viewer', '10.0.0.1');
  time.now = 89 * MINUTE;
  t.equal(tokens.check(token).kind, 'valid');
});

t.test('a revoked token is unknown, and revoking all ends those of one user alone', async (t) => {
  const { tokens } = store();
  const [first, second, other] = [
    tokens.issue('ann', 'viewer', '10.0.0.1'),
    tokens.issue('ann', 'viewer', '10.0.0.1'),
    tokens.issue('bob', 'viewer', '10.0.0.1'),
  ];
  tokens.revoke(first);
  t.equal(tokens.check(first).kind, 'unknown');
  t.equal(tokens.check(second).kind, 'valid');
  tokens.revokeAll('ann');
  t.equal(tokens.check(second).kind, 'unknown');
  t.equal(tokens.check(other).kind, 'valid');
});

t.test('a user with too many tokens loses the one used longest ago', async (t) => {
  const { tokens } = store();
  const first = tokens.issue('ann', 'viewer', '10.0.0.1');
  const second = tokens.issue('ann', 'viewer', '10.0.0.1');
  tokens.check(first);
  tokens.issue('ann', 'viewer', '10.0.0.1');
  t.equal(tokens.check(second).kind, 'unknown');
  t.equal(tokens.check(first).kind, 'valid');
});

t.test('when all room is taken the expired go first, then the one used longest ago', async (t) => {
  const { tokens, time } = store();
  const expired = tokens.issue('u1', 'viewer', '10.0.0.1');
  time.now = 11 * MINUTE;
  const [second] = ['u2', 'u3', 'u4'].map((name) => tokens.issue(name, 'viewer', '10.0.0.1'));
  t.equal(tokens.size, 4);
  tokens.issue('u5', 'viewer', '10.0.0.1');
  t.equal(tokens.check(expired).kind, 'unknown');
  t.equal(tokens.check(second ?? '').kind, 'valid');
  const [third] = [tokens.issue('u6', 'viewer', '10.0.0.1')];
  t.equal(tokens.size, 4);
  t.equal(tokens.check(second ?? '').kind, 'valid', 'it was used last, so u3 went');
  t.equal(tokens.check(third ?? '').kind, 'valid');
});

t.test('the sessions of a user are told, without what would open them', async (t) => {
  const { tokens, time } = store();
  const token = tokens.issue('ann', 'operator', '10.0.0.1');
  tokens.issue('bob', 'viewer', '10.0.0.2');
  time.now = 5 * MINUTE;
  tokens.check(token);
  const id = tokens.sessionId(token);
  t.same(tokens.sessions('ann'), [
    {
      id,
      username: 'ann',
      role: 'operator',
      from: '10.0.0.1',
      createdAt: 0,
      lastUsedAt: 5 * MINUTE,
      expiresAt: 15 * MINUTE,
    },
  ]);
  t.equal(tokens.check(id).kind, 'unknown');
  time.now = 55 * MINUTE;
  t.same(tokens.sessions('ann'), [], 'what has expired is none');
});

t.test('one session ends by its id, for its owner alone, and all of everybody at once', async (t) => {
  const { tokens } = store();
  const [first, second, other] = ['ann', 'ann', 'bob'].map((name) => tokens.issue(name, 'viewer', '')) as [
    string,
    string,
    string,
  ];
  t.equal(tokens.endSession('bob', tokens.sessionId(first)), false);
  t.equal(tokens.endSession('ann', tokens.sessionId(first)), true);
  t.equal(tokens.endSession('ann', tokens.sessionId(first)), false);
  t.equal(tokens.check(first).kind, 'unknown');
  t.equal(tokens.check(second).kind, 'valid');
  tokens.clear();
  for (const token of [second, other]) t.equal(tokens.check(token).kind, 'unknown');
});

t.test('new bounds hold from the next use and the next login', async (t) => {
  const { tokens, time } = store();
  const token = tokens.issue('ann', 'viewer', '');
  tokens.reconfigure({ tokenTtlMs: MINUTE, tokenLifetimeMs: 60 * MINUTE, tokensMax: 4, tokensPerUserMax: 1 });
  time.now = 2 * MINUTE;
  t.equal(tokens.check(token).kind, 'valid', 'as it was promised');
  time.now = 4 * MINUTE;
  t.equal(tokens.check(token).kind, 'expired');
  tokens.issue('ann', 'viewer', '');
  t.equal(tokens.size, 1);
});

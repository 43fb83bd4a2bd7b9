import type { AccessDecision } from '@ocpp-broker/access';
import { AccessList } from '@ocpp-broker/access';
import t from 'tap';
import { authenticatorOf } from '../src/broker-ports.ts';
import { KnownClient } from '../src/known-client.ts';
import { nobodyAsked } from '../src/logins.ts';

const login = {
  clientId: 'c1',
  username: 'csms',
  password: Buffer.from('secret'),
  remoteAddress: '127.0.0.1',
  remotePort: 1,
  listenerId: 'tcp:default',
};

const acceptance: AccessDecision = {
  outcome: 'accepted',
  source: 'built_in_database',
  superuser: false,
  clientIds: null,
  rights: undefined,
  expiresAt: undefined,
};

const deciding = (decision: AccessDecision) => authenticatorOf({ authenticate: async () => decision });

t.test('whoever is accepted is known to the topic rules by what came with the login', async (t) => {
  const rights = new AccessList({ rules: [], noMatch: 'deny', expiresAt: 5 });
  const { authenticate } = deciding({ ...acceptance, superuser: true, rights, expiresAt: 5_000 });
  const outcome = await authenticate(login);
  t.match(outcome, { outcome: 'accepted', superuser: true, expiresAt: 5_000 });
  const known = outcome.outcome === 'accepted' ? outcome.rights : undefined;
  t.ok(known instanceof KnownClient);
  t.match(known, { clientId: 'c1', username: 'csms', superuser: true, rights, isProven: true });
});

t.test('who showed nothing, or was not asked, has proven nothing', async (t) => {
  const isProven = async (decision: AccessDecision, shown: object) => {
    const outcome = await deciding(decision).authenticate({ ...login, ...shown });
    return outcome.outcome === 'accepted' && outcome.rights instanceof KnownClient && outcome.rights.isProven;
  };
  t.equal(await isProven(acceptance, {}), true);
  t.equal(await isProven(acceptance, { username: undefined }), true, 'a token alone, in the place of a password');
  t.equal(await isProven({ ...acceptance, source: 'anonymous' }, { username: undefined, password: undefined }), false);
  t.equal(await isProven({ ...acceptance, source: nobodyAsked }, {}), false);
});

t.test('each refusal is told as what it is, what cannot be checked now as well', async (t) => {
  for (const [decision, outcome] of [
    [{ outcome: 'refused', reason: 'credentials' }, 'refused'],
    [{ outcome: 'refused', reason: 'unavailable' }, 'unavailable'],
    [{ outcome: 'client-id' }, 'client-id'],
    [{ outcome: 'banned' }, 'banned'],
    [{ outcome: 'busy', retryAfterMs: 5 }, 'busy'],
  ] as const) {
    t.strictSame(await deciding(decision).authenticate(login), { outcome }, JSON.stringify(decision));
  }
});

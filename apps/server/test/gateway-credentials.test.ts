import type { AccessDecision, Login } from '@ocpp-broker/access';
import t from 'tap';
import { credentialsOf } from '../src/gateway-credentials.ts';
import { settingsOf } from './fixtures/settings.ts';

const stranger = { identity: 'CP1', username: 'shown', remoteAddress: '192.0.2.1' };
const login = { ...stranger, userId: 'CP1', password: Buffer.from('p'), listenerId: 'ocpp:ws:default' };

function credentials(decision: AccessDecision, authentication: object = {}) {
  const logins: Login[] = [];
  const suspects: unknown[] = [];
  const store = credentialsOf({
    users: { find: async () => null },
    logins: {
      authenticate: async (asked) => {
        logins.push(asked);
        return decision;
      },
    },
    bans: {
      find: (suspect) => {
        suspects.push(suspect);
        return undefined;
      },
    },
    settings: () => settingsOf({ gateway: { ocpp: { authentication } } }).gateway.ocpp.authentication,
  });
  return { store, logins, suspects };
}

t.test('each decision is told to the gateway as what it is', async (t) => {
  const acceptance = { source: 'jwt', superuser: false, clientIds: null, rights: undefined, expiresAt: 5 } as const;
  for (const [decision, outcome] of [
    [
      { outcome: 'accepted', ...acceptance },
      { outcome: 'accepted', expiresAt: 5 },
    ],
    [{ outcome: 'refused', reason: 'credentials' }, { outcome: 'refused' }],
    [{ outcome: 'refused', reason: 'unavailable' }, { outcome: 'unavailable' }],
    [{ outcome: 'client-id' }, { outcome: 'identity' }],
    [{ outcome: 'banned' }, { outcome: 'banned' }],
    [
      { outcome: 'busy', retryAfterMs: 7 },
      { outcome: 'busy', retryAfterMs: 7 },
    ],
  ] as const) {
    t.strictSame(await credentials(decision).store.verify(login), outcome);
  }
});

t.test('the identity goes as client id, and the user is the one whose password it is', async (t) => {
  const { store, logins, suspects } = credentials({ outcome: 'banned' });
  await store.verify(login);
  const { remoteAddress, password, listenerId } = login;
  t.strictSame(logins, [{ clientId: 'CP1', username: 'CP1', password, remoteAddress, listenerId }]);
  store.isBanned(stranger);
  t.strictSame(suspects, [{ clientId: 'CP1', username: 'shown', remoteAddress }]);
});

t.test('a user whom the store does not know is unknown, unless another source is asked', async (t) => {
  const known = async (authentication: object) => credentials({ outcome: 'banned' }, authentication).store.has('CP1');
  const jwt = { enable: true, secret: 'known to whoever makes tokens' };
  t.equal(await known({}), false);
  t.equal(await known({ jwt }), true);
  t.equal(await known({ jwt, order: 'built_in_database' }), false);
  t.equal(await known({ http: { enable: true, url: 'http://127.0.0.1/${clientid}' } }), true);
});

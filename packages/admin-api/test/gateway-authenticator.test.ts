import { defaultSettings } from '@ocpp-broker/config';
import t from 'tap';
import {
  gatewayAuthenticatorPatch,
  gatewayAuthenticatorRemoval,
  isGatewayAuthenticator,
  shownGatewayAuthenticator,
} from '../src/gateway-authenticator.ts';
import type { SettingsDocument } from '../src/index.ts';

const fresh = defaultSettings().gateway.ocpp.authentication as unknown as SettingsDocument;

t.test('there is none when it is off and nothing else was ever set', async (t) => {
  t.equal(isGatewayAuthenticator(fresh), true);
  t.equal(isGatewayAuthenticator({ ...fresh, enable: false }), false);
  t.equal(isGatewayAuthenticator({ ...fresh, enable: false, bootstrap_file: 'users.csv' }), false);
  t.equal(isGatewayAuthenticator({ ...fresh, enable: false, user_id_type: 'clientid' }), true);
  const turned = Object.fromEntries(Object.entries(fresh).toReversed());
  t.equal(isGatewayAuthenticator({ ...turned, enable: false }), false, 'the order of keys says nothing');
});

t.test('it is shown without its secrets and without the file of the operator', async (t) => {
  const jwt = { ...(fresh.jwt as object), secret: 'hunter2' };
  const shown = shownGatewayAuthenticator({ ...fresh, jwt, bootstrap_file: '/etc/users.csv' });
  t.match(shown, {
    mechanism: 'password_based',
    backend: 'built_in_database',
    enable: true,
    jwt: { secret: '******' },
  });
  t.notMatch(JSON.stringify(shown), /hunter2|users\.csv/);
});

t.test('a body is taken as it is, but for how passwords are hashed and what EMQX has besides', async (t) => {
  const body = {
    user_id_type: 'clientid',
    password_hash_algorithm: { name: 'plain' },
    bootstrap_file: '/x',
    node_cache: {},
    colour: 1,
  };
  t.same(gatewayAuthenticatorPatch(body), { user_id_type: 'clientid', colour: 1 });
});

t.test('to take it away is to bring all of it back to its default, and to switch it off', async (t) => {
  const removal = gatewayAuthenticatorRemoval(fresh);
  t.match(removal, { enable: false, user_id_type: null, jwt: null, throttle: null });
  t.notOk('bootstrap_file' in removal);
});

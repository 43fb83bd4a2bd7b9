import { defaultSettings } from '@ocpp-broker/config';
import t from 'tap';
import {
  authenticatorPatch,
  printAuthenticator,
  type SourceName,
  sourceOfBody,
  sourceOfId,
  sourcesOf,
  sourcesPatch,
} from '../src/authenticators.ts';
import type { SettingsDocument } from '../src/index.ts';

const fresh = defaultSettings().mqtt.authentication as unknown as SettingsDocument;
const NAMES: readonly SourceName[] = ['built_in_database', 'jwt', 'http'];

/** As the settings lay a patch over what is there. */
function laid(below: SettingsDocument, patch: SettingsDocument): SettingsDocument {
  const part = (name: string) => ({ ...(below[name] as object), ...(patch[name] as object | undefined) });
  return { ...below, ...patch, jwt: part('jwt'), http: part('http') };
}

t.test('sources have EMQX’s ids', async (t) => {
  t.equal(sourceOfId('jwt'), 'jwt');
  t.equal(sourceOfId('password_based:http'), 'http');
  t.equal(sourceOfId('password_based:ldap'), undefined);
  t.equal(sourceOfBody({ mechanism: 'password_based', backend: 'built_in_database' }), 'built_in_database');
  t.equal(sourceOfBody({ mechanism: 'jwt' }), 'jwt');
  for (const body of [
    {},
    { mechanism: 'jwt', backend: 'http' },
    { mechanism: { toString: 1 } },
    { mechanism: 'jwt', backend: { toString: 1 } },
  ]) {
    t.equal(sourceOfBody(body), undefined, JSON.stringify(body));
  }
});

t.test('by default the own database is asked alone', async (t) => {
  t.same(sourcesOf(fresh), { order: NAMES, on: new Set(['built_in_database']) });
});

t.test('whatever is switched on and in whatever order, the settings say so and nothing else', async (t) => {
  for (let bits = 0; bits < 8; bits += 1) {
    const on = new Set(NAMES.filter((_name, index) => (bits & (1 << index)) !== 0));
    for (const order of [NAMES, ['http', 'built_in_database', 'jwt'] as const]) {
      const read = sourcesOf(laid(fresh, sourcesPatch({ order, on })));
      t.same([...read.on].sort(), [...on].sort(), `${order} ${[...on]}`);
      const asked = order.filter((name) => on.has(name));
      t.same(
        read.order.filter((name) => on.has(name)),
        asked,
      );
    }
  }
});

t.test('while authentication is off nobody is asked, whatever else the settings say', async (t) => {
  const off = laid(fresh, { enable: false, jwt: { enable: true } });
  t.equal(sourcesOf(off).on.size, 0);
  t.match(printAuthenticator('built_in_database', off), { enable: false });
});

t.test('a source that the order does not name is off and the last', async (t) => {
  const settings = laid(fresh, { order: ' http , jwt ', http: { enable: true } });
  t.same(sourcesOf(settings), { order: ['http', 'jwt', 'built_in_database'], on: new Set(['http']) });
});

t.test('a source is shown in EMQX’s shape, without its secrets', async (t) => {
  const settings = laid(fresh, {
    jwt: { enable: true, secret: 'hunter2' },
    http: { headers: { authorization: 'hunter2' } },
  });
  t.match(printAuthenticator('jwt', settings), { id: 'jwt', mechanism: 'jwt', secret: '******', enable: true });
  t.match(printAuthenticator('http', settings), {
    id: 'password_based:http',
    mechanism: 'password_based',
    backend: 'http',
    headers: { authorization: '******' },
    enable: false,
  });
  t.notMatch(JSON.stringify(NAMES.map((name) => printAuthenticator(name, settings))), /hunter2/);
});

t.test(
  'of a body what EMQX has besides is ignored, its list of claims is taken, and the rest is for the settings',
  async (t) => {
    const claims = [{ name: 'sub', value: '${username}' }];
    t.same(
      authenticatorPatch('jwt', {
        mechanism: 'jwt',
        enable: true,
        from: 'password',
        verify_claims: claims,
        endpoint: 'x',
      }),
      {
        jwt: { from: 'password', verify_claims: { sub: '${username}' } },
      },
    );
    t.same(authenticatorPatch('jwt', { verify_claims: [{ name: { toString: 1 } }] }), {
      jwt: { verify_claims: [{ name: { toString: 1 } }] },
    });
    t.same(authenticatorPatch('http', { url: 'https://a.example', pool_size: 8, ssl: { enable: true }, colour: 1 }), {
      http: { url: 'https://a.example', colour: 1 },
    });
    t.same(
      authenticatorPatch('built_in_database', {
        user_id_type: 'username',
        password_hash_algorithm: { name: 'bcrypt' },
      }),
      {},
    );
    t.same(authenticatorPatch('built_in_database', { colour: 1 }), { colour: 1 });
  },
);

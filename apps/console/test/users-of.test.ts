import { createApiClient } from '@ocpp-broker/api-client';
import t from 'tap';
import { usersOf } from '../src/users-of.ts';

const { signal } = new AbortController();

function recorded() {
  const sent: { readonly line: string; readonly body: unknown }[] = [];
  const api = createApiClient({
    baseUrl: 'http://broker.example',
    fetch: async (url, { method, body }) => {
      const path = url.replace('http://broker.example/api/v5', '');
      sent.push({ line: `${method} ${path}`, body: typeof body === 'string' ? JSON.parse(body) : null });
      return new Response(null, { status: 204 });
    },
  });
  return { api, sent };
}

t.test('users of charge points have their own paths, and their identities', async (t) => {
  const { api, sent } = recorded();
  const users = usersOf(api, 'ocpp');
  await users.list({ page: 2, limit: 50, search: 'x' }, signal);
  await users.add('a/b', { password: 'p', identities: ['CP1'] });
  await users.change('a/b', { identities: null });
  await users.remove('a/b');
  t.strictSame(sent, [
    { line: 'GET /gateways/ocpp/authentication/users?page=2&limit=50&like_user_id=x', body: null },
    { line: 'POST /gateways/ocpp/authentication/users', body: { user_id: 'a/b', password: 'p', identities: ['CP1'] } },
    { line: 'PUT /gateways/ocpp/authentication/users/a%2Fb', body: { identities: null } },
    { line: 'DELETE /gateways/ocpp/authentication/users/a%2Fb', body: null },
  ]);
});

t.test('users of MQTT clients are those of the built-in database, and have no identities', async (t) => {
  const { api, sent } = recorded();
  const users = usersOf(api, 'mqtt');
  const url = '/authentication/password_based%3Abuilt_in_database/users';
  await users.list({ page: 1, limit: 50, search: '' }, signal);
  await users.add('csms', { password: 'p', is_superuser: true, identities: ['CP1'] });
  await users.change('csms', { is_superuser: false });
  await users.remove('csms');
  t.strictSame(sent, [
    { line: `GET ${url}?page=1&limit=50`, body: null },
    { line: `POST ${url}`, body: { user_id: 'csms', password: 'p', is_superuser: true } },
    { line: `PUT ${url}/csms`, body: { is_superuser: false } },
    { line: `DELETE ${url}/csms`, body: null },
  ]);
});

import t from 'tap';
import { createApi } from '../src/api.ts';

function apiWith(status: number, body: unknown) {
  const sent: { readonly line: string; readonly body: unknown }[] = [];
  const api = createApi({
    fetch: async (url, init) => {
      const text = init.body;
      sent.push({ line: `${init.method} ${url}`, body: typeof text === 'string' ? JSON.parse(text) : undefined });
      return new Response(status === 204 ? null : JSON.stringify(body), { status });
    },
    token: () => 'T',
    tokenRefused: () => undefined,
  });
  return { api, sent };
}

const { signal } = new AbortController();

t.test('an identity with a slash is asked for as one part of the path', async (t) => {
  const { api, sent } = apiWith(200, { clientid: 'A/B' });
  t.equal((await api.chargePoint('A/B', signal)).clientid, 'A/B');
  await api.kickChargePoint('A/B');
  t.strictSame(
    sent.map(({ line }) => line),
    ['GET /api/v5/gateways/ocpp/clients/A%2FB', 'DELETE /api/v5/gateways/ocpp/clients/A%2FB'],
  );
});

t.test('a name that no browser can ask for is refused before anything is sent', async (t) => {
  const { api, sent } = apiWith(204, null);
  await t.rejects(api.removeUser('ocpp', '..'), { code: 'UNREACHABLE' });
  t.equal(sent.length, 0);
});

t.test('each realm has its own users', async (t) => {
  const { api, sent } = apiWith(200, { data: [], meta: {} });
  await api.users('ocpp', { page: 1, limit: 50, like_user_id: 'x' }, signal);
  await api.addUser('mqtt', 'csms', { password: 'p', is_superuser: true });
  t.strictSame(sent, [
    { line: 'GET /api/v5/gateways/ocpp/authentication/users?page=1&limit=50&like_user_id=x', body: undefined },
    {
      line: 'POST /api/v5/authentication/password_based:built_in_database/users',
      body: { user_id: 'csms', password: 'p', is_superuser: true },
    },
  ]);
});

t.test('a message that reached somebody is told from one that reached nobody', async (t) => {
  const message = { topic: 'ocpp/cs/CP1', qos: 1, retain: false, payload: '{}' };
  t.strictSame(await apiWith(200, { id: '7' }).api.publish(message), { matched: true, id: '7' });
  const nobody = { message: 'no_matching_subscribers', reason_code: 16 };
  t.strictSame(await apiWith(202, nobody).api.publish(message), { matched: false });
});

t.test('the secret of a new API key is in the answer', async (t) => {
  const { api, sent } = apiWith(200, { name: 'n', api_key: 'k', api_secret: 's', expired_at: 'infinity' });
  const draft = { name: 'n', desc: '', role: 'viewer', expired_at: 'infinity' };
  t.equal((await api.createApiKey(draft)).api_secret, 's');
  t.strictSame(sent[0], { line: 'POST /api/v5/api_key', body: draft });
});

t.test('one’s own password goes to the user’s own path', async (t) => {
  const { api, sent } = apiWith(204, null);
  await api.changeOwnPassword('ann@x', 'old', 'new');
  t.strictSame(sent, [{ line: 'POST /api/v5/users/ann%40x/change_pwd', body: { old_pwd: 'old', new_pwd: 'new' } }]);
});

t.test('the settings go out as the patch that they are', async (t) => {
  const { api, sent } = apiWith(204, null);
  await api.saveGateway({ upstream: { topic: 'x' } });
  t.strictSame(sent, [{ line: 'PUT /api/v5/gateways/ocpp', body: { upstream: { topic: 'x' } } }]);
});

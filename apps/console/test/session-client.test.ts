import t from 'tap';
import { createSessionClient } from '../src/session-client.ts';

function clientWith(answer: (url: string) => Response | Promise<Response>) {
  const sent: { readonly url: string; readonly authorization: string | undefined }[] = [];
  const refused: string[] = [];
  let token: string | null = 'T1';
  const api = createSessionClient({
    origin: 'https://broker.example:18083',
    fetch: async (url, { headers }) => {
      sent.push({ url, authorization: (headers as Record<string, string>).authorization });
      return answer(url);
    },
    token: () => token,
    tokenRefused: (one) => refused.push(one),
  });
  const become = (next: string | null): void => {
    token = next;
  };
  return { api, sent, refused, become };
}

const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

t.test('each request bears the token of whoever is signed in by then', async (t) => {
  const { api, sent, become } = clientWith(() => json(200, []));
  await api.get('/api/v5/nodes');
  become('T2');
  await api.get('/api/v5/nodes');
  become(null);
  await api.post('/api/v5/login', { body: { username: 'a', password: 'b' } });
  t.strictSame(sent, [
    { url: 'https://broker.example:18083/api/v5/nodes', authorization: 'Bearer T1' },
    { url: 'https://broker.example:18083/api/v5/nodes', authorization: 'Bearer T2' },
    { url: 'https://broker.example:18083/api/v5/login', authorization: undefined },
  ]);
});

t.test('a refused token is told, with the very token that was sent', async (t) => {
  let answer: (response: Response) => void = () => undefined;
  const { api, refused, become } = clientWith(() => new Promise((resolve) => (answer = resolve)));
  const asked = api.get('/api/v5/nodes');
  become('T2');
  answer(json(401, { code: 'BAD_TOKEN', message: 'The token is not valid' }));
  await t.rejects(asked, { code: 'BAD_TOKEN', status: 401 });
  t.strictSame(refused, ['T1']);
});

t.test('a wrong password is no refused token, nor is a role that does not suffice', async (t) => {
  const { api, refused, become } = clientWith((url) =>
    json(url.endsWith('/login') ? 401 : 403, { code: 'UNAUTHORIZED_ROLE', message: 'no' }),
  );
  await t.rejects(api.delete('/api/v5/clients/{clientid}', { path: { clientid: 'x' } }), {
    code: 'UNAUTHORIZED_ROLE',
    status: 403,
  });
  become(null);
  await t.rejects(api.post('/api/v5/login', { body: { username: 'a', password: 'b' } }), {
    code: 'UNAUTHORIZED_ROLE',
    status: 401,
  });
  t.strictSame(refused, []);
});

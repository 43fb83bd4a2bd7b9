import t from 'tap';
import { AccessError } from '../src/access-error.ts';
import { type HttpRequestOptions, HttpRequestTemplate } from '../src/http-request.ts';
import type { Login } from '../src/login.ts';

const login: Login = {
  clientId: 'c 1',
  username: 'ü&1',
  password: Buffer.from('"; drop'),
  remoteAddress: '2001:db8::1',
};

const options: HttpRequestOptions = {
  method: 'post',
  url: 'http://service.example/auth',
  headers: {},
  body: { client: '${clientid}', user: '${username}', secret: '${password}', from: 'ip ${peerhost}' },
};

function requestFor(rest: Partial<HttpRequestOptions> = {}, of: Partial<Login> = {}) {
  return new HttpRequestTemplate({ ...options, ...rest }).requestFor({ ...login, ...of });
}

t.test('a POST carries JSON, whatever is in the values', async (t) => {
  const request = requestFor();
  t.equal(request?.method, 'POST');
  t.equal(request?.headers['content-type'], 'application/json');
  t.same(JSON.parse(request?.body ?? ''), { client: 'c 1', user: 'ü&1', secret: '"; drop', from: 'ip 2001:db8::1' });
});

t.test('or a form, where the headers say so', async (t) => {
  const request = requestFor({ headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  t.equal(new URLSearchParams(request?.body).get('user'), 'ü&1');
  t.equal(request?.headers['content-type'], 'application/x-www-form-urlencoded');
});

t.test('a GET carries it in the query', async (t) => {
  const request = requestFor({ method: 'get', url: 'https://service.example/auth?kind=mqtt' });
  t.equal(request?.method, 'GET');
  t.equal(request?.body, undefined);
  t.equal(request?.url.searchParams.get('kind'), 'mqtt');
  t.equal(request?.url.searchParams.get('secret'), '"; drop');
  t.equal(request?.headers['content-type'], undefined);
});

t.test('values in the URL stay within their place', async (t) => {
  const url = 'http://service.example/auth/${clientid}/x?u=${username}';
  t.equal(requestFor({ url }, { clientId: 'a/b?c#d' })?.url.pathname, '/auth/a%2Fb%3Fc%23d/x');
  t.equal(requestFor({ url })?.url.searchParams.get('u'), 'ü&1');
  t.equal(requestFor({ url }, { clientId: '..' }), undefined);
  t.equal(requestFor({ url }, { clientId: '.' }), undefined);
  t.equal(requestFor({ url }, { clientId: '%2e%2e' })?.url.pathname, '/auth/%252e%252e/x');
});

t.test('values in headers cannot end them', async (t) => {
  const headers = { 'x-client': '${clientid}' };
  t.equal(requestFor({ headers })?.headers['x-client'], 'c 1');
  t.equal(requestFor({ headers }, { clientId: 'a\r\nx-superuser: 1' }), undefined);
  t.equal(requestFor({ headers }, { clientId: '…' }), undefined);
});

t.test('what a login has not is empty; a password that is no text cannot be asked about', async (t) => {
  const request = requestFor({}, { clientId: undefined, username: undefined, password: undefined });
  t.same(JSON.parse(request?.body ?? ''), { client: '', user: '', secret: '', from: 'ip 2001:db8::1' });
  t.equal(requestFor({}, { password: Buffer.from([0xff]) }), undefined);
});

t.test('options that no question can be made of are found at once', async (t) => {
  const wrong: readonly Partial<HttpRequestOptions>[] = [
    { url: 'ftp://service.example/' },
    { url: 'http://' },
    { url: 'http://[x/' },
    { url: 'http://${clientid}.example/' },
    { url: 'http://user:password@service.example/' },
    { url: 'http://service.example/a/../b' },
    { url: 'http://service.example/${cid}' },
    { body: { a: '${cn}' } },
    { headers: { 'x y': 'z' } },
    { headers: { x: 'a\nb' } },
    { method: 'get', headers: { 'Content-Type': 'application/json' } },
  ];
  for (const rest of wrong) t.throws(() => requestFor(rest), AccessError, JSON.stringify(rest));
});

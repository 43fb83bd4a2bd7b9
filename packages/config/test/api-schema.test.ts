import t from 'tap';
import { linesOf, pathsOf } from './problems.ts';

const api = (settings: unknown) => ({ api: settings });

t.test('cross-origin pages are named by origin, each once', async (t) => {
  t.strictSame(
    linesOf(api({ cors: { enable: true, origins: ['https://a.example', 'http://localhost:5173', '*'] } })),
    [],
  );
  t.strictSame(linesOf(api({ cors: { origins: ['https://a.example', 'a.example', 'https://a.example/path'] } })), [
    'api.cors.origins.1: must be an origin such as https://example.org, or * for any',
    'api.cors.origins.2: must be an origin such as https://example.org, or * for any',
  ]);
  t.strictSame(linesOf(api({ cors: { origins: ['*', '*'] } })), [
    'api.cors.origins: must be a list of up to 100 different origins',
  ]);
});

t.test('more origins than a hundred are refused', async (t) => {
  const origins = (count: number) => Array.from({ length: count }, (_, index) => `https://a${index}.example`);
  t.strictSame(pathsOf(api({ cors: { origins: origins(100) } })), []);
  t.strictSame(pathsOf(api({ cors: { origins: origins(101) } })), ['api.cors.origins']);
});

t.test('the life of a token and the size of a body are bounded', async (t) => {
  t.strictSame(pathsOf(api({ token_ttl: '24d', max_body_size: '64MB' })), []);
  t.strictSame(pathsOf(api({ token_ttl: '25d', max_body_size: '65MB' })), ['api.token_ttl', 'api.max_body_size']);
  t.strictSame(pathsOf(api({ token_ttl: '0s', max_body_size: '0' })), ['api.token_ttl', 'api.max_body_size']);
});

t.test('tokens, imports, requests, backups and the audit log are bounded', async (t) => {
  const largest = {
    token_lifetime: '90d',
    max_tokens: 1_000_000,
    max_tokens_per_user: 10_000,
    max_import_size: '256MB',
  };
  t.strictSame(pathsOf(api(largest)), []);
  t.strictSame(
    pathsOf(api({ request_timeout: '10m', max_connections: 1, max_backups: 1, max_audit_entries: 100 })),
    [],
  );
  const wrong = {
    token_lifetime: '0s',
    max_tokens: 0,
    max_tokens_per_user: 0,
    max_import_size: '257MB',
    request_timeout: '11m',
    max_connections: 0,
    max_backups: 0,
    max_audit_entries: 99,
  };
  t.strictSame(
    pathsOf(api(wrong)),
    Object.keys(wrong).map((key) => `api.${key}`),
  );
});

t.test('proxies are addresses and networks', async (t) => {
  t.strictSame(pathsOf(api({ trusted_proxies: ['10.0.0.7', '10.0.0.0/8', 'fd00::/8'] })), []);
  t.strictSame(pathsOf(api({ trusted_proxies: ['10.0.0.7', 'proxy.example', '10.0.0.0/33'] })), [
    'api.trusted_proxies.1',
    'api.trusted_proxies.2',
  ]);
});

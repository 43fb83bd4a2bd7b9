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

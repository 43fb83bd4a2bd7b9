import t from 'tap';
import { authorizationOf } from '../src/credentials.ts';

t.test('a token is a Bearer header, a key with its secret a Basic one in UTF-8', async (t) => {
  t.equal(authorizationOf({ token: 'abc' }), 'Bearer abc');
  const header = authorizationOf({ apiKey: 'key', secret: 'p:ä€😀' });
  t.match(header, /^Basic /);
  t.equal(Buffer.from(header.slice(6), 'base64').toString('utf8'), 'key:p:ä€😀');
});

import t from 'tap';
import { requestUrl, serverRoot } from '../src/request-url.ts';

t.test('the root of a server is its URL without what follows the path, nor a slash at the end', async (t) => {
  t.equal(serverRoot('http://127.0.0.1:18083'), 'http://127.0.0.1:18083');
  t.equal(serverRoot('https://example.org/broker/?x=1#y'), 'https://example.org/broker');
});

t.test('what is no address of a server is refused, and credentials in it are not told', async (t) => {
  for (const url of ['', 'nonsense', '127.0.0.1:18083', 'ftp://example.org', '/api']) {
    t.throws(() => serverRoot(url), { code: 'INVALID_URL', status: null }, url);
  }
  const error = t.throws(() => serverRoot('http://me:s3cret@example.org'), { code: 'INVALID_URL' });
  t.notMatch(String(error), /s3cret/);
});

t.test('names in braces are filled in, encoded', async (t) => {
  t.equal(requestUrl('http://h', '/a/{b}/c/{d_e}', { b: 'x/y?', d_e: true }), 'http://h/a/x%2Fy%3F/c/true');
});

t.test('a name that the URL would swallow is refused: the request would go to another path', async (t) => {
  for (const name of ['.', '..', '', undefined]) {
    t.throws(() => requestUrl('http://h', '/clients/{clientid}', { clientid: name }), { code: 'INVALID_NAME' });
  }
});

t.test('a query has its values in order, lists item by item, and nothing that is undefined', async (t) => {
  t.equal(
    requestUrl('http://h', '/p', {}, { a: 1, b: undefined, c: ['x', 'y z'], d: false }),
    'http://h/p?a=1&c=x&c=y+z&d=false',
  );
  t.equal(requestUrl('http://h', '/p', {}, { b: undefined }), 'http://h/p');
});

import t from 'tap';
import { basicCredentials } from '../src/basic-auth.ts';

const header = (bytes: string | Buffer) => `Basic ${Buffer.from(bytes).toString('base64')}`;

t.test('user and password are split at the first colon', async (t) => {
  t.strictSame(basicCredentials(header('CP1:pass:word')), { username: 'CP1', password: Buffer.from('pass:word') });
  t.strictSame(basicCredentials(header(':')), { username: '', password: Buffer.alloc(0) });
});

t.test('a password of raw bytes stays bytes: above 0x7f, a colon, and what is no UTF-8', async (t) => {
  const key = Buffer.from([0xff, 0x3a, 0x80, 0x00, 0xc3, 0x28, 0x0a]);
  const credentials = basicCredentials(header(Buffer.concat([Buffer.from('CP1:'), key])));
  t.strictSame(credentials, { username: 'CP1', password: key });
});

t.test('a user name is UTF-8', async (t) => {
  t.equal(basicCredentials(header('Säule:x'))?.username, 'Säule');
  t.equal(basicCredentials(header(Buffer.from([0xff, 0x3a, 0x61]))), undefined);
});

t.test('the scheme is matched in any case, spaces around the credentials do not matter', async (t) => {
  const encoded = Buffer.from('u:p').toString('base64');
  for (const text of [`basic ${encoded}`, `BASIC   ${encoded}  `]) t.equal(basicCredentials(text)?.username, 'u', text);
});

t.test('what cannot be decoded is no credentials', async (t) => {
  const bad = [undefined, '', 'Basic', 'Basic ', 'Basic !!!!', 'Bearer dTpw', 'Basic dTpw dTpw', header('no colon')];
  for (const text of bad) t.equal(basicCredentials(text), undefined, String(text));
});

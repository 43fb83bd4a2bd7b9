import t from 'tap';
import { parseIdentities } from '../src/lines.ts';

t.test('identities come one on a line, each once', async (t) => {
  t.strictSame(parseIdentities(' CP1 \n\nA,B\r\nCP1\n'), ['CP1', 'A,B']);
  t.equal(parseIdentities(' \n '), null);
});

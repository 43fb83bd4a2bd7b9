import t from 'tap';
import { placeholdersOf, render } from '../src/template.ts';

t.test('placeholders are named in order', async (t) => {
  t.same(placeholdersOf('a/${username}/${clientid}${username}'), ['username', 'clientid', 'username']);
  t.same(placeholdersOf('$a/{b}/${'), []);
});

t.test('values are put in, encoded, and not looked at again', async (t) => {
  const values = { username: '${clientid}', clientid: 'c' };
  t.equal(render('a/${username}/${clientid}', values), 'a/${clientid}/c');
  t.equal(render('${clientid}', { clientid: 'a b' }, encodeURIComponent), 'a%20b');
  t.equal(render('$& $1', values), '$& $1');
  t.equal(render('${clientid}', { clientid: '$&' }), '$&');
});

t.test('a missing value leaves nothing to use', async (t) => {
  t.equal(render('a/${username}', { username: undefined }), undefined);
  t.equal(render('a/${constructor}', {}), undefined);
});

import t from 'tap';
import type { Login } from '../src/login.ts';
import { type PasswordVerdict, UserSource } from '../src/user-source.ts';

const user = { isSuperuser: true, clientIds: ['c*'] };
const login: Login = { clientId: 'c1', username: 'u1', password: Buffer.from('pw'), remoteAddress: '192.0.2.1' };

function sourceWith(verdict: PasswordVerdict = { outcome: 'accepted', user }) {
  const verified: string[] = [];
  const source = new UserSource({
    find: async (username) => (username === 'u1' ? user : null),
    verify: async (username, password) => {
      verified.push(`${username}:${password}`);
      return verdict;
    },
  });
  return { source, verified };
}

t.test('a stored user with the right password is accepted with what is stored', async (t) => {
  t.same(await sourceWith().source.authenticate(login), { outcome: 'accepted', superuser: true, clientIds: ['c*'] });
});

t.test('a wrong password of a stored user is refused: no other source is asked', async (t) => {
  t.match(await sourceWith({ outcome: 'refused' }).source.authenticate(login), { outcome: 'refused' });
  t.match(await sourceWith().source.authenticate({ ...login, password: undefined }), { outcome: 'refused' });
});

t.test('a verifier that has too much to do is busy', async (t) => {
  t.same(await sourceWith({ outcome: 'busy' }).source.authenticate(login), { outcome: 'busy' });
});

t.test('a user who is not stored is left to others, without the work of a password', async (t) => {
  const { source, verified } = sourceWith();
  t.match(await source.authenticate({ ...login, username: 'token' }), { outcome: 'ignored' });
  t.match(await source.authenticate({ ...login, username: undefined }), { outcome: 'ignored' });
  t.same(verified, []);
});

t.test('a refusal can be made to cost what a wrong password costs', async (t) => {
  const { source, verified } = sourceWith({ outcome: 'refused' });
  await source.pretend({ ...login, username: 'nobody' });
  t.same(verified, ['nobody:pw']);
  await source.pretend({ ...login, username: undefined });
  await source.pretend({ ...login, password: undefined });
  t.equal(verified.length, 1);
});

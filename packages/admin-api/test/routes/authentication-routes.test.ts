import t from 'tap';
import { testApi } from '../fixtures/api.ts';

t.test('the colon of the authenticator’s id may be percent-encoded; another id is not found', async (t) => {
  const { ask } = await testApi();
  for (const id of [
    'password_based:built_in_database',
    'password_based%3Abuilt_in_database',
    'password_based%3abuilt_in_database',
  ]) {
    t.equal((await ask(`GET /authentication/${id}/users`)).status, 200, id);
  }
  for (const line of ['GET /authentication/jwt/users', 'DELETE /authentication/jwt/users/ann']) {
    t.match(await ask(line), { status: 404, json: { code: 'NOT_FOUND', message: 'Authenticator not found' } });
  }
});

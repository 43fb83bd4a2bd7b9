import { createApiClient } from '@ocpp-broker/api-client';
import t from 'tap';
import { apiUsers } from '../src/api-users.ts';
import { gather } from '../src/gather.ts';
import { realms } from '../src/user-directory.ts';
import { fakeApi, page } from './fixtures/fake-api.ts';

t.test('each realm is asked at its own paths', async (t) => {
  const [ocpp, mqtt] = [
    '/gateways/ocpp/authentication/users',
    '/authentication/password_based%3Abuilt_in_database/users',
  ];
  const { url, seen } = await fakeApi(t, {
    [`GET ${ocpp}`]: page([{ user_id: 'a' }]),
    [`GET ${mqtt}`]: page([{ user_id: 'b' }]),
    'GET /users': [200, [{ username: 'c', role: 'viewer' }]],
    [`DELETE ${ocpp}/x%2Fy`]: [204],
    [`DELETE ${mqtt}/x%2Fy`]: [204],
    'DELETE /users/x%2Fy': [204],
  });
  const found = [];
  for (const realm of realms) {
    const users = apiUsers(createApiClient({ baseUrl: url }), realm);
    found.push(...(await gather(users.list(undefined), 10)).found);
    await users.remove('x/y');
    users.close();
  }
  t.same(found, [{ user_id: 'a' }, { user_id: 'b' }, { user_id: 'c', role: 'viewer' }]);
  t.equal(seen.length, 6);
});

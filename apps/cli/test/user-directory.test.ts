import type { RequestOf, Schemas } from '@ocpp-broker/api-client';
import t from 'tap';
import { type Role, realms, roles } from '../src/user-directory.ts';

type ApiRole = NonNullable<RequestOf<'/api/v5/users', 'post'>['body']['role']>;

t.test('the roles are those of the API, which the compiler holds against each other', async (t) => {
  const ours: readonly ApiRole[] = roles;
  const theirs: readonly Role[] = roles satisfies readonly Schemas['AdminUser']['role'][];
  const missing: Exclude<ApiRole, Role>[] = [];
  t.same([...ours], [...theirs]);
  t.same(missing, []);
  t.same([...realms], ['ocpp', 'mqtt', 'admin']);
});

import t from 'tap';
import { adminSchemas } from '../src/admin-schema.ts';

t.test(
  'nothing of a user of the console but name, role and description is shown, and of a login no token',
  async (t) => {
    const namesOf = (schema: object | undefined) => Object.keys((schema as { readonly properties: object }).properties);
    t.same(namesOf(adminSchemas.AdminUser), ['username', 'role', 'description', 'backend']);
    t.notOk(namesOf(adminSchemas.Session).includes('token'));
  },
);

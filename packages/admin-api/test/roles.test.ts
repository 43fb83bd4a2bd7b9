import t from 'tap';
import { isEnough, leastRole, roles } from '../src/roles.ts';

t.test('a route takes the role that it names, or by its method one that reads or one that administers', async (t) => {
  t.equal(leastRole('open', 'POST'), null);
  t.equal(leastRole('signed_in', 'POST'), 'viewer');
  t.equal(leastRole('by_role', 'GET'), 'viewer');
  t.equal(leastRole('by_role', 'HEAD'), 'viewer');
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
    t.equal(leastRole('by_role', method), 'administrator', method);
  t.equal(leastRole('operator', 'GET'), 'operator');
  t.equal(leastRole('administrator', 'GET'), 'administrator');
});

t.test('each role is enough for what a lesser one may', async (t) => {
  t.same(roles, ['viewer', 'operator', 'administrator']);
  const enough = roles.map((role) => roles.filter((least) => isEnough(role, least)));
  t.same(enough, [['viewer'], ['viewer', 'operator'], roles]);
});

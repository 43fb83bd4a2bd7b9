import t from 'tap';
import { sourceAt } from '../../src/routes/authenticator-kind.ts';

t.test('a path names one of the sources, or nothing', async (t) => {
  t.equal(sourceAt('password_based:http'), 'http');
  for (const id of ['', 'http', 'built_in_database', '__proto__', 'JWT']) {
    t.throws(() => sourceAt(id), { statusCode: 404, code: 'NOT_FOUND', message: 'Authenticator not found' }, id);
  }
});

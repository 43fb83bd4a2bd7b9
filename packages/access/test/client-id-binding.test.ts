import t from 'tap';
import { mayUseClientId } from '../src/client-id-binding.ts';

t.test('without a list any client id will do; with an empty one none', async (t) => {
  t.ok(mayUseClientId(null, 'any', undefined));
  t.notOk(mayUseClientId([], 'any', 'u'));
});

t.test('an entry means this client id, with a star at its end all that begin with it', async (t) => {
  t.ok(mayUseClientId(['a', 'b'], 'b', 'u'));
  t.notOk(mayUseClientId(['a'], 'ab', 'u'));
  t.ok(mayUseClientId(['a*'], 'ab', 'u'));
  t.ok(mayUseClientId(['a*'], 'a', 'u'));
  t.notOk(mayUseClientId(['a*b'], 'axb', 'u'));
  t.ok(mayUseClientId(['*'], 'anything', undefined));
});

t.test('the user name can be part of it, and is never a pattern itself', async (t) => {
  t.ok(mayUseClientId(['${username}'], 'u', 'u'));
  t.ok(mayUseClientId(['${username}-*'], 'u-1', 'u'));
  t.notOk(mayUseClientId(['${username}-*'], 'v-1', 'u'));
  t.notOk(mayUseClientId(['${username}'], 'admin', '*'));
  t.ok(mayUseClientId(['${username}'], '*', '*'));
  t.notOk(mayUseClientId(['${username}*'], 'a', undefined));
});

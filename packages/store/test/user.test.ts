import t from 'tap';
import { checkTraits, checkUserId } from '../src/user.ts';
import { testUserRepository } from './contract/user-repository.ts';
import { memoryStore } from './fixture-store.ts';

t.test('the users of the SQLite store keep the contract of a UserRepository', (t) => {
  testUserRepository(t, (t, realm) => memoryStore(t).users(realm));
  t.end();
});

t.test('a user id is told from what cannot be one', async (t) => {
  for (const userId of ['a', 'x'.repeat(256), 'ü', 'a b', 'CP/1#+']) t.doesNotThrow(() => checkUserId(userId));
  for (const userId of ['', 'x'.repeat(257), 'a\u0000', 'a\u0085']) {
    t.throws(() => checkUserId(userId), { code: 'store_invalid_value' });
  }
});

t.test('traits belong to their realm', async (t) => {
  t.doesNotThrow(() => checkTraits('ocpp', { identities: ['CP1'], role: null }));
  t.doesNotThrow(() => checkTraits('admin', { identities: null, role: 'viewer' }));
  t.throws(() => checkTraits('admin', { identities: ['CP1'] }), { message: /identities belong to OCPP users/ });
  t.doesNotThrow(() => checkTraits('mqtt', { clientIds: ['c*'], identities: null }));
  t.throws(() => checkTraits('admin', { clientIds: ['c'] }), { message: /client_ids belong to MQTT users/ });
  t.throws(() => checkTraits('mqtt', { role: 'viewer' }), { message: /a role belongs to users of the console/ });
});

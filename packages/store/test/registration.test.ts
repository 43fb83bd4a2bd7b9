import t from 'tap';
import { testRegistrationRepository } from './contract/registration-repository.ts';
import { memoryStore } from './fixture-store.ts';

t.test('the registrations of the SQLite store keep the contract of a RegistrationRepository', (t) => {
  testRegistrationRepository(t, (t, parts) => memoryStore(t, parts).registrations);
  t.end();
});

import t from 'tap';
import { testWaitingCallRepository } from './contract/waiting-call-repository.ts';
import { memoryStore } from './fixture-store.ts';

t.test('the waiting CALLs of the SQLite store keep the contract of a WaitingCallRepository', (t) => {
  testWaitingCallRepository(t, (t, parts) => memoryStore(t, parts).waitingCalls);
  t.end();
});

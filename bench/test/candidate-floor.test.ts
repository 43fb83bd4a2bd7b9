import t from 'tap';
import { floor } from '../src/candidate-floor.ts';
import { isRunning, startOptions } from './test-surroundings.ts';

t.test('the floor is one process, knows no logins, and is gone when it is closed', async (t) => {
  const running = await floor.start(startOptions);
  t.equal(running.pids.length, 1);
  t.same(running.chargePoints, [{ identity: 'CP1' }, { identity: 'CP2' }]);
  t.equal(running.csmsLogin, undefined);
  await running.close();
  for (const pid of running.pids) t.notOk(isRunning(pid));
});

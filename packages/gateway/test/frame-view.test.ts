import t from 'tap';
import { isWanted } from '../src/frame-view.ts';

const frame = { identity: 'site-A.7', direction: 'upstream', action: 'Heartbeat', type: 2 } as const;

t.test('a filter without anything wants everything', async (t) => {
  t.ok(isWanted(frame, {}));
});

t.test('an identity is meant as a whole, or with a star as a beginning', async (t) => {
  for (const identity of ['site-A.7', 'site-A*', 'site-A.7*', '*']) t.ok(isWanted(frame, { identity }), identity);
  for (const identity of ['site-A', 'site-a.7', 'A.7', 'site-B*', '', 'site-?.7', '*7']) {
    t.notOk(isWanted(frame, { identity }), identity);
  }
  t.ok(isWanted({ ...frame, identity: 'a*' }, { identity: 'a**' }), 'a star in an identity');
});

t.test('direction and action are meant exactly, and all together', async (t) => {
  t.ok(isWanted(frame, { direction: 'upstream', action: 'Heartbeat', identity: '*' }));
  t.notOk(isWanted(frame, { direction: 'downstream' }));
  t.notOk(isWanted(frame, { action: 'heartbeat' }));
  t.notOk(isWanted({ ...frame, action: null }, { action: 'Heartbeat' }));
  t.notOk(isWanted(frame, { direction: 'upstream', action: 'Reset' }));
});

t.test('errors are CALLERROR, CALLRESULTERROR, and what is no message', async (t) => {
  for (const type of [4, 5, null]) t.ok(isWanted({ ...frame, type }, { errorsOnly: true }), String(type));
  for (const type of [2, 3, 6]) t.notOk(isWanted({ ...frame, type }, { errorsOnly: true }), String(type));
  t.ok(isWanted(frame, { errorsOnly: false }));
});

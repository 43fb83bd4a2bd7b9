import { markOfCall } from '@ocpp-broker/ocpp';
import t from 'tap';
import { identitiesRememberedMax, RecentAnswers } from '../src/recent-answers.ts';

const asked = markOfCall('1.6', 'Heartbeat', '{}');

t.test('an identity finds what it was answered before, and nobody else does', async (t) => {
  const answers = new RecentAnswers();
  answers.of('CP1').keep('u1', asked, '[3,"u1",{}]', 0);
  t.equal(answers.of('CP1').find('u1', asked, 1_000, 10), '[3,"u1",{}]');
  t.equal(answers.of('CP2').find('u1', asked, 1_000, 10), undefined);
});

t.test('the number of identities is bounded, and the one that came longest ago is forgotten', async (t) => {
  const answers = new RecentAnswers();
  const remembers = (identity: string) => answers.of(identity).find('u1', asked, 1_000, 0) !== undefined;
  for (const identity of ['first', 'second']) answers.of(identity).keep('u1', asked, '[3,"u1",{}]', 0);
  for (let place = 2; place < identitiesRememberedMax; place += 1) answers.of(`CP${place}`);
  t.ok(remembers('first'), 'as many as the bound are remembered; and this one has come again');
  answers.of('one more');
  t.ok(remembers('first'));
  t.notOk(remembers('second'));
});

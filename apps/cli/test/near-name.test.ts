import t from 'tap';
import { nearName } from '../src/near-name.ts';

t.test('the nearest name is meant, if it is near enough', async (t) => {
  const names = ['call', 'clients', 'kick', 'users', 'check-config'];
  t.equal(nearName('cal', names), 'call');
  t.equal(nearName('clinets', names), 'clients');
  t.equal(nearName('kcik', names), 'kick');
  t.equal(nearName('check', names), 'check-config', 'it begins so');
  for (const typed of ['', 'x', 'restart', 'zzzz']) t.equal(nearName(typed, names), undefined, typed);
});

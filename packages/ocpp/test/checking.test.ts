import t from 'tap';
import { checkModeOf } from '../src/checking.ts';
import type { Checking } from '../src/index.ts';
import { checking, defaultOptions, validator16 } from './opened-session.ts';

function mode(which: Checking, direction: 'upstream' | 'downstream', action = 'Heartbeat') {
  const rules = { version: '1.6' as const, options: { ...defaultOptions, checking: which }, validator: validator16 };
  return checkModeOf(direction, action, rules);
}

t.test('what is said of a direction holds in that direction', async (t) => {
  t.equal(mode(checking('reject', 'warn'), 'upstream'), 'reject');
  t.equal(mode(checking('reject', 'warn'), 'downstream'), 'warn');
});

t.test('what is said of an action goes before what is said of its direction', async (t) => {
  const which = checking('reject', 'off', { Heartbeat: 'warn' });
  t.equal(mode(which, 'upstream'), 'warn');
  t.equal(mode(which, 'downstream'), 'warn');
  t.equal(mode(which, 'upstream', 'Authorize'), 'reject');
  t.equal(mode(which, 'downstream', '__proto__'), 'off');
});

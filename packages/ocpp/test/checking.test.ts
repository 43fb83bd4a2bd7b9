import t from 'tap';
import { judge } from '../src/checking.ts';
import type { Checking } from '../src/index.ts';
import { checking, defaultOptions, validator16 } from './opened-session.ts';

const violation = { errorCode: 'FormatViolation', description: '/: why' } as const;

function verdict(which: Checking, direction: 'upstream' | 'downstream', action = 'Heartbeat') {
  const rules = { version: '1.6' as const, options: { ...defaultOptions, checking: which }, validator: validator16 };
  let looked = 0;
  const { mode, violation: found } = judge(direction, action, rules, () => {
    looked += 1;
    return violation;
  });
  return [mode, looked, found?.errorCode];
}

t.test('what is said of a direction holds in that direction', async (t) => {
  t.strictSame(verdict(checking('reject', 'warn'), 'upstream'), ['reject', 1, 'FormatViolation']);
  t.strictSame(verdict(checking('reject', 'warn'), 'downstream'), ['warn', 1, 'FormatViolation']);
});

t.test('off looks at nothing', async (t) => {
  t.strictSame(verdict(checking('off'), 'upstream'), ['off', 0, undefined]);
});

t.test('what is said of an action goes before what is said of its direction', async (t) => {
  const which = checking('reject', 'off', { Heartbeat: 'warn' });
  t.strictSame(verdict(which, 'upstream'), ['warn', 1, 'FormatViolation']);
  t.strictSame(verdict(which, 'downstream'), ['warn', 1, 'FormatViolation']);
  t.strictSame(verdict(which, 'upstream', 'Authorize'), ['reject', 1, 'FormatViolation']);
  t.strictSame(verdict(which, 'downstream', '__proto__'), ['off', 0, undefined]);
});

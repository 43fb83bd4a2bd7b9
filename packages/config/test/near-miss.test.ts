import t from 'tap';
import { nearMiss } from '../src/near-miss.ts';

const keys = ['idle_timeout', 'call_timeout', 'bind', 'enable'];

t.test('a slip of the pen finds the key that was meant', async (t) => {
  t.equal(nearMiss('idle_timout', keys), 'idle_timeout');
  t.equal(nearMiss('idel_timeout', keys), 'idle_timeout', 'two letters swapped');
  t.equal(nearMiss('bnid', keys), 'bind');
  t.equal(nearMiss('enabled', keys), 'enable');
});

t.test('other spellings of the same words are the same words', async (t) => {
  t.equal(nearMiss('callTimeout', keys), 'call_timeout');
  t.equal(nearMiss('IDLE-TIMEOUT', keys), 'idle_timeout');
});

t.test('what is near nothing finds nothing', async (t) => {
  t.equal(nearMiss('password', keys), undefined);
  t.equal(nearMiss('', keys), undefined);
  t.equal(nearMiss('x', []), undefined);
});

t.test('a word longer than any key is not compared', async (t) => {
  t.equal(nearMiss(`bind${'_'.repeat(60)}`, keys), 'bind');
  t.equal(nearMiss(`bind${'_'.repeat(61)}`, keys), undefined);
});

import t from 'tap';
import { readSoakArguments } from '../../src/soak/soak-arguments.ts';

t.test('without arguments it is 1,000 charge points for an hour', async (t) => {
  t.same(readSoakArguments([]), {
    kind: 'soak',
    options: { timeMs: 3_600_000, chargePoints: 1000, callsPerSecond: 500, seed: 1 },
    write: false,
    pin: true,
  });
});

t.test('everything can be asked for', async (t) => {
  const args = ['--time', '1h', '--charge-points', '20', '--rate', '50', '--seed', '9', '--write', '--no-pin'];
  t.same(readSoakArguments(args), {
    kind: 'soak',
    options: { timeMs: 3_600_000, chargePoints: 20, callsPerSecond: 50, seed: 9 },
    write: true,
    pin: false,
  });
  t.match(readSoakArguments(['--time', '90s']), { options: { timeMs: 90_000 } });
  t.same(readSoakArguments(['-h']), { kind: 'help' });
});

t.test('what makes no sense is told', async (t) => {
  for (const args of [
    ['--time', '1'],
    ['--time', '0s'],
    ['--time', '169h'],
    ['--charge-points', '20001'],
    ['--rate', 'fast'],
    ['--unheard-of'],
    ['something'],
  ]) {
    t.match(readSoakArguments(args), { kind: 'wrong', problem: String }, args.join(' '));
  }
});

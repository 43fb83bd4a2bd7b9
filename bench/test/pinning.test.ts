import t from 'tap';
import { cpuNumbers, findPinning, pinned } from '../src/pinning.ts';

const pinning = { taskset: '/usr/bin/taskset', serverCpu: 3, loadCpu: 0 };
const program = { command: '/bin/node', args: ['a.js', '1'] };

t.test('a program is put behind taskset, on the CPU of its part', async (t) => {
  t.same(pinned(program, pinning, 'server'), {
    command: '/usr/bin/taskset',
    args: ['-c', '3', '/bin/node', 'a.js', '1'],
  });
  t.same(pinned(program, pinning, 'load').args.slice(0, 2), ['-c', '0']);
});

t.test('without a pinning a program is started as it is', async (t) => {
  t.same(pinned(program, undefined, 'server'), program);
});

t.test('lists of CPUs are read as the kernel writes them', async (t) => {
  t.same(cpuNumbers('0-3,8'), [0, 1, 2, 3, 8]);
  t.same(cpuNumbers('5\n'), [5]);
  t.same(cpuNumbers(''), [0], 'a machine has at least one');
  t.same(cpuNumbers('x-y,2'), [2]);
});

t.test('where this machine can pin, servers and load are on two CPUs', async (t) => {
  const found = findPinning();
  if (found === undefined) t.pass('it cannot');
  else t.not(found.serverCpu, found.loadCpu);
});

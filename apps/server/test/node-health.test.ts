import { pino } from 'pino';
import t from 'tap';
import { nodeHealth } from '../src/node-health.ts';

t.test('a node is ready while its listeners are open and its stores can be written', async (t) => {
  const lines: { readonly msg: string; readonly err?: object }[] = [];
  const log = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  let isRunning = true;
  let isWritable = true;
  const store = {
    checkWritable: () => {
      if (!isWritable) throw new Error('the disk is full');
    },
  };
  const health = nodeHealth({
    listeners: () => [{ id: 'tcp:default', isRunning }],
    stores: new Map([['the database', store]]),
    log,
  });
  t.strictSame(await health.readiness(), { ready: true, problems: [] });
  [isRunning, isWritable] = [false, false];
  const unready = {
    ready: false,
    problems: ['the listener tcp:default is not open', 'the database cannot be written'],
  };
  t.strictSame(await health.readiness(), unready);
  t.strictSame(await health.readiness(), unready);
  t.match(lines, [
    { level: 50, msg: 'not ready: the listener tcp:default is not open' },
    { msg: 'not ready: the database cannot be written', err: { message: 'the disk is full' } },
  ]);
  t.equal(lines.length, 2, 'each problem is logged when it comes, not whenever somebody asks');
  isWritable = true;
  t.match(await health.readiness(), { problems: ['the listener tcp:default is not open'] });
  isWritable = false;
  await health.readiness();
  t.equal(lines.length, 3, 'and when it comes again');
});

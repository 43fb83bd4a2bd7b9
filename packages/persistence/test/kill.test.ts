import { type ChildProcess, fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import t, { type Test } from 'tap';
import type { CommittedTurn } from './fixture/committed-turn.ts';
import { open, temporaryPath } from './fixture/open.ts';

const ROUNDS = 6;
// The writer removes nothing while it has fewer.
const KEPT_MIN = 180;

/** Runs a writer until it has reported some turns, kills it, and adds up what it reported. */
async function writeAndKill(t: Test, path: string, turns: number, alive: Set<number>): Promise<void> {
  const child: ChildProcess = fork(new URL('fixture/writer-process.js', import.meta.url), [path]);
  const exited = once(child, 'exit');
  t.teardown(() => child.kill('SIGKILL'));
  let reported = 0;
  child.on('message', ({ enqueued, done }: CommittedTurn) => {
    for (const number of enqueued) alive.add(number);
    for (const number of done) alive.delete(number);
    if (++reported === turns) child.kill('SIGKILL');
  });
  await exited;
}

t.test('what afterCommit has told is there after kill -9, and the file opens each time', async (t) => {
  const path = temporaryPath(t);
  const alive = new Set<number>();
  for (let round = 0; round < ROUNDS; round++) {
    const turns = randomInt(1, 60);
    await writeAndKill(t, path, turns, alive);
    const { store } = open(t, { path });
    const stored = store.read('c', 0, 1_000_000);
    const numbers = stored.map((one) => Number(one.message.payload.toString().split(' ')[0]));
    const present = new Set(numbers);
    // The turns after the last report may be there as well: they removed the oldest messages, and only those, before they told.
    const oldest = Math.min(...numbers);
    const missing = [...alive].filter((number) => !present.has(number) && number >= oldest);
    t.strictSame(missing, [], `round ${round}, killed after ${turns} turns`);
    t.ok(present.size >= Math.min(alive.size, KEPT_MIN), 'no more was removed than the writer does');
    t.equal(present.size, numbers.length, 'nothing is there twice');
    t.strictSame(
      numbers,
      [...numbers].sort((a, b) => a - b),
      'in order',
    );
    t.equal(Number(store.retained('newest')?.payload), numbers.at(-1), 'a turn is there as a whole or not at all');
    t.strictSame(store.queued('c'), {
      messages: stored.length,
      bytes: stored.reduce((sum, one) => sum + one.message.payload.length + 'load'.length, 0),
    });
    await store.destroy();
    alive.clear();
    for (const number of present) alive.add(number);
  }
});

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { watchFiles } from '../src/file-watch.ts';
import { temporaryFolder } from './fixtures/running-server.ts';
import { Inbox } from './fixtures/running-wait.ts';

type Outcome = 'looked' | 'reloaded' | { readonly refused: unknown };

/** Two files that are watched; `refuse` says whether what is in them is no good. */
function watched(t: Test) {
  const folder = temporaryFolder(t);
  const files = [join(folder, 'one'), join(folder, 'two')] as const;
  for (const file of files) writeFileSync(file, 'old');
  const outcomes = new Inbox<Outcome>();
  const state = { isBad: false };
  const stop = watchFiles({
    files,
    intervalMs: 2,
    reload: () => {
      outcomes.put('looked');
      if (state.isBad) throw new Error('no good');
    },
    onReloaded: () => outcomes.put('reloaded'),
    onRefused: (error) => outcomes.put({ refused: error }),
  });
  t.teardown(stop);
  // As certificate tools do it: written beside, then moved over.
  const replace = (file: string) => {
    writeFileSync(join(folder, 'new'), 'new');
    renameSync(join(folder, 'new'), file);
  };
  const next = (what: string) => outcomes.next(what);
  return { files, outcomes, next, replace, state, stop };
}

t.test('each file that is replaced has all of them read again, once', async (t) => {
  const { files, next, replace, outcomes } = watched(t);
  for (const file of files) {
    replace(file);
    t.equal(await next('the look'), 'looked');
    t.equal(await next('the outcome'), 'reloaded');
  }
  t.strictSame(outcomes.unread, []);
});

t.test('what is no good is told, and looked at again when a file changes, or comes back', async (t) => {
  const { files, next, replace, state } = watched(t);
  state.isBad = true;
  replace(files[0]);
  t.equal(await next('the first look'), 'looked');
  t.match(await next('the refusal'), { refused: { message: 'no good' } });
  rmSync(files[1]);
  t.equal(await next('the look at what is gone'), 'looked');
  t.match(await next('the second refusal'), { refused: { message: 'no good' } });
  state.isBad = false;
  replace(files[1]);
  t.equal(await next('the last look'), 'looked');
  t.equal(await next('the end'), 'reloaded');
});

t.test('a watch that was stopped sees nothing', async (t) => {
  const { files, outcomes, replace, stop } = watched(t);
  const other = watched(t);
  stop();
  replace(files[0]);
  other.replace(other.files[0]);
  await other.next('the look of another watch');
  other.replace(other.files[1]);
  await other.next('the outcome');
  t.strictSame(outcomes.unread, []);
});

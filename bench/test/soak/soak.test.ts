import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import type { SoakResult } from '../../src/soak/soak-result.ts';

const mainFile = fileURLToPath(new URL('../../src/main.js', import.meta.url));

const run = async (args: readonly string[]) => {
  const child = spawn(process.execPath, [mainFile, 'soak', ...args], { env: {} });
  let output = '';
  let told = '';
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    told += text.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, told };
};

// A server is started; on a busy machine that takes its time.
t.setTimeout(110_000);

t.test('a short soak sees some of everything, and is good', async (t) => {
  const { code, output, told } = await run(['--time', '5s', '--charge-points', '20', '--rate', '60', '--no-pin']);
  t.equal(code, 0, told);
  const { isGood, counts, events, violations, handles } = JSON.parse(output) as SoakResult;
  t.ok(isGood);
  t.same(violations, []);
  for (const [what, count] of Object.entries({ ...counts, ...events })) {
    // These depend on what was under way in the moment when a connection ended.
    if (!['repeated', 'givenUp', 'commandsLost', 'starved'].includes(what)) t.ok(count > 0, what);
  }
  t.equal(counts.calls, counts.results + counts.refusals + counts.givenUp);
  t.equal(counts.commands, counts.commandResults + counts.commandErrors + counts.commandsLost);
  t.equal(handles.before, handles.after);
  t.match(told, /soak 3 s, .*0 violations\n/);
  t.match(told, /soak: good\n$/);
});

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';

const suite = fileURLToPath(new URL('../fixture/abstract-suite.js', import.meta.url));

t.test("the suite that aedes-persistence ships passes as a whole under node's own runner", async (t) => {
  const run = promisify(execFile)(process.execPath, ['--test-reporter=tap', suite], {
    timeout: 60_000,
    maxBuffer: 16 * 1024 * 1024,
  });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  const total = (name: string) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(stdout)?.[1] ?? Number.NaN);
  const failed = stdout.split('\n').filter((line) => line.startsWith('not ok'));
  t.strictSame(failed, []);
  // aedes-persistence 10.3.1 has 48; fewer would mean that it was not run as a whole.
  t.ok(total('tests') >= 48, `${total('tests')} tests ran`);
  t.equal(total('pass'), total('tests'));
  for (const name of ['fail', 'cancelled', 'skipped', 'todo']) t.equal(total(name), 0, name);
});

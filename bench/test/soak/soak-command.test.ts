import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const mainFile = fileURLToPath(new URL('../../src/main.js', import.meta.url));

const run = (args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [mainFile, 'soak', ...args], { env: {} });
  return { code: status, output: stdout.toString(), told: stderr.toString() };
};

t.test('--help prints the usage, and a wrong argument ends with 2', async (t) => {
  t.match(run(['--help']), { code: 0, output: /bench -- soak \[options\]/ });
  t.match(run(['--time', 'long']), { code: 2, told: /--time "long"/ });
});

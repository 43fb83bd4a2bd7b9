import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

const root = join(import.meta.dirname, '../../../..');

t.test('whoever starts the server gives Node the same arguments', async (t) => {
  const found = [
    'scripts/run.mjs',
    'Dockerfile',
    'apps/cli/src/commands/start.ts',
    'bench/src/candidate-ocpp-broker.ts',
  ].map(
    (file) =>
      readFileSync(join(root, file), 'utf8').match(
        /'--disable-warning=[^\]]*?--max-semi-space-size=\d+|"--disable-warning=[^\]]*?--max-semi-space-size=\d+/,
      )?.[0],
  );
  const [first, ...others] = found.map((text) => text?.match(/--[\w-]+=\w+/g));
  t.strictSame(first, ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=24']);
  for (const other of others) t.strictSame(other, first);
});

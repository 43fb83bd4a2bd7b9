// An acknowledged publish survives kill -9 at any moment. `node crash.test.js --rounds 100 --seed 7` runs longer.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import t from 'tap';
import { crash } from './crash-rig.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' } }, strict: false });
const rounds = Number(values.rounds ?? 5);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
t.setTimeout(60_000 + rounds * 5000);

t.test(`nothing is lost or doubled when the broker is killed ${rounds} times under load (seed ${seed})`, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'crash-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const { published, acknowledged, problems } = await crash({ rounds, seed, path: join(folder, 'broker.db') });
  t.comment(`${published} published, ${acknowledged} acknowledged, ${problems.length} problems`);
  t.same(problems.slice(0, 20), []);
  t.ok(acknowledged > 0, 'there was load');
});

// No loss, no disorder (§4.3, §4.4, §4.6). `node soak.test.js --messages 200000 --seed 7` runs longer.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import t from 'tap';
import { runBroker } from './running-broker.ts';
import { soak } from './soak.ts';

const { values } = parseArgs({ options: { messages: { type: 'string' }, seed: { type: 'string' } }, strict: false });
const messages = Number(values.messages ?? 6000);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
t.setTimeout(60_000 + messages * 20);

for (const place of ['memory', 'a file']) {
  t.test(
    `over ${place}, nothing is lost, doubled or out of order, whoever comes and goes (seed ${seed})`,
    async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'soak-'));
      const running = await runBroker(t, { path: place === 'memory' ? ':memory:' : join(folder, 'broker.db') });
      t.teardown(() => rmSync(folder, { recursive: true }));
      const { published, reconnects, problems } = await soak(running, { seed, messages });
      t.comment(`${published} messages, ${reconnects} reconnects, ${problems.length} problems`);
      t.same(problems.slice(0, 20), []);
      t.ok(published >= messages && reconnects > 0, 'the load was what it should be');
      const bad = running.events.filter(
        ({ kind }) => kind === 'failed' || kind === 'message-dropped' || kind === 'client-cut',
      );
      t.same(bad.slice(0, 5), [], 'nothing failed, nobody was cut');
    },
  );
}

// node packages/mqtt/dist/test/fuzz/fuzz-main.js --packets 200000 --version 5 --seed 1

import { parseArgs } from 'node:util';
import { runFuzz } from './fuzz-run.ts';

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '200000' },
    version: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
});
const version = ([3, 4, 5] as const).find((known) => String(known) === values.version);
const [packets, seed] = [Number(values.packets), Number(values.seed)];
if (version === undefined) throw new Error(`--version is 3 (MQTT 3.1), 4 (MQTT 3.1.1) or 5, not ${values.version}`);
if (!Number.isSafeInteger(packets) || !Number.isSafeInteger(seed))
  throw new Error('--packets and --seed are whole numbers');

const startedAt = performance.now();
const { taken, refused } = runFuzz({ version, packets, seed });
const seconds = (performance.now() - startedAt) / 1_000;
console.log(`${packets} packets of version ${version}, seed ${seed}: the invariant held, in ${seconds.toFixed(1)} s`);
console.table(taken);
console.table(refused);

// node packages/ocpp/dist/test/fuzz/fuzz-main.js --frames 1000000 --version 2.1 --seed 1

import { parseArgs } from 'node:util';
import { ocppVersion } from '../../src/index.ts';
import { runFuzz } from './fuzz-run.ts';

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '1000000' },
    version: { type: 'string', default: '1.6' },
    seed: { type: 'string', default: '1' },
  },
});
const version = ocppVersion(`ocpp${values.version}`);
const [frames, seed] = [Number(values.frames), Number(values.seed)];
if (version === undefined) throw new Error(`OCPP ${values.version} is unknown here`);
if (!Number.isSafeInteger(frames) || !Number.isSafeInteger(seed))
  throw new Error('--frames and --seed are whole numbers');

const startedAt = performance.now();
const { counts, heapGrowthBytes } = runFuzz({ version, frames, seed });
const seconds = (performance.now() - startedAt) / 1_000;
console.log(`${frames} frames of OCPP ${version}, seed ${seed}: nothing threw, in ${seconds.toFixed(1)} s`);
console.log(`the heap grew by ${(heapGrowthBytes / 1_048_576).toFixed(2)} MiB after the first tenth`);
console.table(counts);

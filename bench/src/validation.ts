import { fileURLToPath } from 'node:url';
import type { Benchmark, Figures, Scale, Surroundings } from './benchmark.ts';
import type { Candidate } from './candidate.ts';
import { pinned } from './pinning.ts';
import { startProcess } from './started-process.ts';

const validationFile = fileURLToPath(new URL('./validation-main.js', import.meta.url));

/** An exchange is cheap: more of them make a round of about a second. */
const workShare = 10;

/** Of an exchange: the CALL and its CALLRESULT. */
const framesOfExchange = 2;

/** For the slowest that is worth measuring, 1 ms for an exchange, and something to begin with. */
const readyTimeMaxMs = (exchanges: number): number => 30_000 + exchanges;

const versions = ['1.6', '2.0.1', '2.1'];

type Way = 'checked' | 'unchecked' | 'floor';
const ways: ReadonlyMap<string, Way> = new Map([
  ['ocpp-broker', 'checked'],
  ['ocpp-broker-unvalidated', 'unchecked'],
  ['floor', 'floor'],
]);

const nothingListens = () => Promise.reject(new Error('nothing listens here'));

/** Frames through the protocol alone, in a process of its own. */
export const validation: Benchmark = {
  name: 'validation',
  description:
    'CALLs and their CALLRESULTs through decoding, validation and session alone; the floor parses and prints their JSON',
  columns: [
    { key: 'cpuMicroseconds', title: 'CPU µs/frame', digits: 2 },
    { key: 'perSecond', title: 'frames/s', digits: 0 },
  ],
  candidates: [...ways.keys()].map((name): Candidate => ({ name, description: name, start: nothingListens })),
  cases: (scale) =>
    versions.map((version) => ({
      title: `OCPP ${version}`,
      open: async (candidate, surroundings) => ({
        measure: () => measure(candidate, surroundings, scale, version),
        close: async () => {},
      }),
    })),
};

async function measure(
  { name }: Candidate,
  { pinning, nodeArguments, signal }: Surroundings,
  { warmUp, measured }: Scale,
  version: string,
): Promise<Figures> {
  const exchanges = measured * workShare;
  const args = [...nodeArguments, validationFile, version, ways.get(name) ?? '', String(warmUp), String(exchanges)];
  const { ready, end } = await startProcess({
    ...pinned({ command: process.execPath, args }, pinning, 'server'),
    environment: {},
    readyFrom: (line) => JSON.parse(line) as { readonly seconds: number; readonly cpuMicroseconds: number },
    readyTimeMaxMs: readyTimeMaxMs(warmUp + exchanges),
    signal,
  });
  await end();
  const frames = exchanges * framesOfExchange;
  return { cpuMicroseconds: ready.cpuMicroseconds / frames, perSecond: frames / ready.seconds };
}

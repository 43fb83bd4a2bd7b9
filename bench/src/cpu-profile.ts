// Where the time of a server goes: self time by function and by who wrote it, out of the profiles that Node's --cpu-prof writes.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alignColumns } from './report.ts';
import { median } from './statistics.ts';

/** A profile as V8 writes it; times are microseconds. */
export type CpuProfile = {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
};

/** One part of the whole: a function or an owner. */
export type Share = { readonly name: string; readonly microseconds: number };

/** Self times, the greatest first; `total` leaves idle time out. */
export type SelfTimes = {
  readonly total: number;
  readonly functions: readonly Share[];
  readonly owners: readonly Share[];
};

/** The options that make Node write profiles into a folder; twice as fine as it would by itself. */
export function profilerArguments(folder: string): readonly string[] {
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500'];
}

/** Every profile of a folder; none when there is no such folder. */
export function readProfiles(folder: string): readonly CpuProfile[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.cpuprofile'))
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** This share at the beginning of each profile is left out: the start of the server, and code that is not compiled yet. */
const startShare = 0.2;

/** The profiler reads a clock on the wall: a sample longer than this many usual ones is time that another process had. */
const usualDeltasMax = 3;

/** Adds up the self times of some profiles, without their beginnings. */
export function selfTimesOf(profiles: readonly CpuProfile[]): SelfTimes {
  const functions = new Map<string, number>();
  const owners = new Map<string, number>();
  let total = 0;
  for (const { nodes, samples, timeDeltas } of profiles) {
    if (timeDeltas.length === 0) continue;
    const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
    const longest = median(timeDeltas) * usualDeltasMax;
    const startsAt = timeDeltas.reduce((sum, delta) => sum + delta, 0) * startShare;
    let at = 0;
    for (const [index, id] of samples.entries()) {
      const delta = timeDeltas[index] ?? 0;
      at += delta;
      const frame = frames.get(id);
      if (at < startsAt || frame === undefined || frame.functionName === '(idle)') continue;
      // A clock that steps back yields negative deltas.
      const time = Math.min(Math.max(0, delta), longest);
      const owner = ownerOf(frame);
      const place = frame.url === '' ? '' : ` ${fileOf(frame.url)}:${frame.lineNumber + 1}`;
      const name = `${frame.functionName || '(anonymous)'}${place}`;
      const key = owner === name ? name : `${name} [${owner}]`;
      functions.set(key, (functions.get(key) ?? 0) + time);
      owners.set(owner, (owners.get(owner) ?? 0) + time);
      total += time;
    }
  }
  return { total, functions: sorted(functions), owners: sorted(owners) };
}

/** Both lists as text, each up to its `count` greatest. */
export function printSelfTimes({ total, functions, owners }: SelfTimes, count: number): string {
  const lines = (shares: readonly Share[]) =>
    alignColumns(
      shares
        .slice(0, count)
        .map(({ name, microseconds }) => [name, `${((microseconds / total) * 100).toFixed(1)} %`, ms(microseconds)]),
    );
  return ['by owner', ...lines(owners), '', 'by function', ...lines(functions), ''].join('\n');
}

function ms(microseconds: number): string {
  return `${Math.round(microseconds / 1000)} ms`;
}

function sorted(shares: ReadonlyMap<string, number>): readonly Share[] {
  return [...shares]
    .map(([name, microseconds]) => ({ name, microseconds }))
    .sort((a, b) => b.microseconds - a.microseconds);
}

/** A room of ours, a package, `node`, or what V8 calls its own. */
function ownerOf({ functionName, url }: CpuProfile['nodes'][number]['callFrame']): string {
  // Ajv compiles a schema to a function of such a name, which is in no file.
  if (url === '' && /^validate\d*$/.test(functionName)) return 'ajv (compiled schemas)';
  if (url === '') return functionName.startsWith('(') ? functionName : 'native';
  if (url.startsWith('node:')) return 'node';
  const inModules = url.lastIndexOf('/node_modules/');
  if (inModules >= 0) {
    const [scope = '', name = ''] = url.slice(inModules + '/node_modules/'.length).split('/');
    return scope.startsWith('@') ? `${scope}/${name}` : scope;
  }
  return /\/((?:packages|apps)\/[^/]+|bench)\//.exec(url)?.[1] ?? 'other';
}

function fileOf(url: string): string {
  return url.startsWith('node:') ? url : url.slice(url.lastIndexOf('/') + 1);
}

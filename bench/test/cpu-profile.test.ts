import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type CpuProfile, printSelfTimes, profilerArguments, readProfiles, selfTimesOf } from '../src/cpu-profile.ts';

const frame = (functionName: string, url: string, lineNumber = 9) => ({ functionName, url, lineNumber });

const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame('(idle)', '') },
    { id: 2, callFrame: frame('decode', 'file:///x/packages/ocpp/dist/src/frame.js') },
    { id: 3, callFrame: frame('', 'file:///x/node_modules/.pnpm/aedes@2/node_modules/aedes/lib/write.js') },
    { id: 4, callFrame: frame('writev', '') },
    { id: 5, callFrame: frame('(garbage collector)', '') },
    { id: 6, callFrame: frame('decode', 'file:///x/packages/ocpp/dist/src/frame.js') },
    { id: 7, callFrame: frame('processTicks', 'node:internal/process') },
    { id: 8, callFrame: frame('route', 'file:///x/node_modules/@fastify/static/index.js') },
  ],
  samples: [2, 1, 2, 3, 4, 5, 6, 7, 8, 99],
  timeDeltas: [100, 100, 100, 100, 100, 50, 5_000, -7, 20, 100],
};

/** The same without the samples that lie in its first fifth, so that all of it counts. */
const late: CpuProfile = { ...profile, samples: [1, ...profile.samples], timeDeltas: [2_000, ...profile.timeDeltas] };

t.test('self times are added up by function and by owner, idle time left out', async (t) => {
  const { total, functions, owners } = selfTimesOf([late]);
  t.equal(total, 770);
  t.same(functions[0], { name: 'decode frame.js:10 [packages/ocpp]', microseconds: 500 });
  t.same(functions[1], { name: '(anonymous) write.js:10 [aedes]', microseconds: 100 });
  t.same(owners, [
    { name: 'packages/ocpp', microseconds: 500 },
    { name: 'aedes', microseconds: 100 },
    { name: 'native', microseconds: 100 },
    { name: '(garbage collector)', microseconds: 50 },
    { name: '@fastify/static', microseconds: 20 },
    { name: 'node', microseconds: 0 },
  ]);
  t.equal(selfTimesOf([late, late]).total, 1540);
  t.equal(selfTimesOf([{ ...late, samples: [], timeDeltas: [] }]).total, 0);
});

t.test('the beginning is left out, and so is what other processes took in the middle', async (t) => {
  const { total, functions } = selfTimesOf([profile]);
  t.equal(total, 320, 'of 5,000 µs in one sample 300 count');
  t.same(functions[0], { name: 'decode frame.js:10 [packages/ocpp]', microseconds: 300 });
});

t.test('a schema that Ajv compiled is told from what is native', async (t) => {
  const nodes = [{ id: 1, callFrame: frame('validate59', '', 2) }];
  const { owners } = selfTimesOf([{ nodes, samples: [1, 1, 1], timeDeltas: [1, 1, 1] }]);
  t.same(owners, [{ name: 'ajv (compiled schemas)', microseconds: 3 }]);
});

t.test('the lists are printed with their shares, as many lines as asked for', async (t) => {
  const printed = printSelfTimes(selfTimesOf([late]), 2);
  t.match(printed, /packages\/ocpp {2}64\.9 % {2}1 ms/);
  t.match(printed, /decode frame\.js:10 \[packages\/ocpp\]/);
  t.notMatch(printed, /fastify/);
});

t.test('profiles are read out of the folder that Node is told to write to', async (t) => {
  const folder = join(t.testdir({}), 'profiles');
  t.same(readProfiles(folder), [], 'no folder, no profiles');
  mkdirSync(folder);
  writeFileSync(join(folder, 'CPU.1.cpuprofile'), JSON.stringify(profile));
  writeFileSync(join(folder, 'notes.txt'), 'no profile');
  t.same(readProfiles(folder), [profile]);
  t.ok(profilerArguments(folder).includes(`--cpu-prof-dir=${folder}`));
});

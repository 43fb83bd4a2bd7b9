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
  samples: [1, 2, 3, 4, 5, 6, 7, 8, 99],
  timeDeltas: [1_000, 40, 20, 10, 5, 60, -7, 1, 1_000],
};

t.test('self times are added up by function and by owner, idle time left out', async (t) => {
  const { total, functions, owners } = selfTimesOf([profile]);
  t.equal(total, 136);
  t.same(functions[0], { name: 'decode frame.js:10 [packages/ocpp]', microseconds: 100 });
  t.same(functions[1], { name: '(anonymous) write.js:10 [aedes]', microseconds: 20 });
  t.same(owners, [
    { name: 'packages/ocpp', microseconds: 100 },
    { name: 'aedes', microseconds: 20 },
    { name: 'native', microseconds: 10 },
    { name: '(garbage collector)', microseconds: 5 },
    { name: '@fastify/static', microseconds: 1 },
    { name: 'node', microseconds: 0 },
  ]);
  t.equal(selfTimesOf([profile, profile]).total, 272);
});

t.test('the lists are printed with their shares, as many lines as asked for', async (t) => {
  const printed = printSelfTimes(selfTimesOf([profile]), 2);
  t.match(printed, /packages\/ocpp {2}73\.5 % {2}0 ms/);
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

import t from 'tap';
import { chanceOf } from '../../src/soak/chance.ts';
import { Ledger } from '../../src/soak/ledger.ts';
import { type Players, paceOf, Traffic } from '../../src/soak/traffic.ts';

const nothing = {
  ...{ callsPerSecond: 0, commandsPerSecond: 0, requestsPerSecond: 0, notesPerSecond: 0, kicksPerSecond: 0 },
  ...{ reconnectsPerSecond: 0, settingsPerSecond: 0, absencesPerSecond: 0, absenceMs: 0 },
};

/** Enough that each tick, of 20 ms, does it. */
const often = 50;

/** Players that write down what they are told, and a clock that goes by itself. */
const playersThat = (ask: (method: string, path: string) => { status: number; body: unknown }, isHere = true) => {
  const done: string[] = [];
  let now = 0;
  const chargePoint = {
    ...{ identity: 'CP1', version: 'ocpp1.6', awayAt: 0, isHere, isFree: isHere },
    call: () => done.push('call'),
    expectEnd: () => done.push('expectEnd'),
    leave: () => done.push('leave'),
  };
  const asked = async (method: string, path: string) => {
    done.push(`${method} ${path}`);
    return ask(method, path);
  };
  const ledger = new Ledger(1_000);
  const players = {
    chargePoints: [chargePoint],
    csms: { command: () => done.push('command'), note: () => done.push('note') },
    archive: {
      isConnected: true,
      leave: async () => void done.push('archive leaves'),
      connect: async () => void done.push('archive is back'),
    },
    api: { ask: asked, demand: asked },
    ...{ ledger, chance: chanceOf(1) },
    clock: () => {
      now += 20;
      return now;
    },
  } as unknown as Players;
  return { players, done, ledger };
};

const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise(setImmediate);
};

t.test('everything that is planned happens', async (t) => {
  const { players, done, ledger } = playersThat((method) => ({
    status: method === 'DELETE' ? 204 : 404,
    body: { code: 'RESOURCE_NOT_FOUND' },
  }));
  const pace = Object.fromEntries(Object.keys(nothing).map((key) => [key, often])) as typeof nothing;
  const traffic = new Traffic(players, { ...pace, absenceMs: 0 });
  traffic.start();
  const wanted = ['call', 'command', 'note', 'leave', 'expectEnd', 'archive leaves', 'archive is back'];
  await until(() => wanted.every((what) => done.includes(what)));
  await traffic.stop();
  t.ok(done.includes('DELETE /gateways/ocpp/clients/CP1'));
  t.ok(done.includes('POST /gateways/ocpp/clients/CP1/calls'));
  t.ok(done.includes('PUT /gateways/ocpp'));
  t.ok(Object.entries(traffic.events).every(([what, count]) => count > 0 || what === 'starved'));
  t.ok(ledger.counts.commandsLost > 0);
  t.same(ledger.violations, []);
});

t.test('a request that fails, and a kick that is refused, are violations', async (t) => {
  const { players, ledger } = playersThat((method) => {
    if (method === 'PUT') throw new Error('no');
    return { status: 500, body: {} };
  });
  const traffic = new Traffic(players, { ...nothing, kicksPerSecond: often, settingsPerSecond: often });
  traffic.start();
  await until(() => ledger.violationCount >= 2);
  await traffic.stop();
  t.ok(ledger.violations.includes('the kick of CP1 was answered 500'));
  t.ok(ledger.violations.includes('a change of settings failed: no'));
});

t.test('who finds nobody that is free is counted', async (t) => {
  const { players, done } = playersThat(() => ({ status: 200, body: {} }), false);
  const traffic = new Traffic(players, { ...nothing, callsPerSecond: often });
  traffic.start();
  await until(() => traffic.events.starved > 0);
  await traffic.stop();
  t.same(done, []);
});

t.test(
  'each charge point is disturbed as often, however many there are; a short soak sees everything too',
  async (t) => {
    t.match(paceOf(1000, 500, 3_600_000), { callsPerSecond: 500, commandsPerSecond: 50, kicksPerSecond: 1 });
    t.match(paceOf(2000, 500, 3_600_000), { kicksPerSecond: 2, reconnectsPerSecond: 4, absenceMs: 3_000 });
    t.match(paceOf(20, 100, 5_000), { kicksPerSecond: 1, absenceMs: 500 });
  },
);

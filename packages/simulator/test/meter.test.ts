import t from 'tap';
import { Meter } from '../src/meter.ts';

const hourMs = 3_600_000;
const all = ['Energy.Active.Import.Register', 'Power.Active.Import', 'Current.Import', 'Voltage', 'SoC'] as const;

t.test('energy is power times time, and only while a vehicle charges', async (t) => {
  const meter = new Meter(() => 0.5);
  const before = meter.registerWh;
  meter.advance(hourMs, 16);
  t.equal(meter.registerWh, before, 'nobody charges');
  meter.plugIn(0, 16);
  const { powerW } = meter;
  t.ok(powerW > 10_000 && powerW <= 11_040, `${powerW} W of an 11 kW connector`);
  meter.advance(hourMs / 2, 16);
  t.ok(Math.abs(meter.registerWh - before - powerW / 2) <= 1);
  meter.unplug(hourMs / 2);
  t.equal(meter.powerW, 0);
  const after = meter.registerWh;
  meter.advance(hourMs, 16);
  t.equal(meter.registerWh, after);
});

t.test('the register never falls, whatever time and limit do', async (t) => {
  const meter = new Meter(Math.random);
  meter.plugIn(0, 16);
  let last = meter.registerWh;
  for (let step = 0; step < 500; step += 1) {
    meter.advance((step - (step % 7 === 0 ? 3 : 0)) * 60_000, step % 40);
    t.ok(meter.registerWh >= last) || t.bailout('the register fell');
    last = meter.registerWh;
  }
});

t.test('a limit below 6 A stops charging, one above lowers the power', async (t) => {
  const meter = new Meter(() => 0.5);
  meter.plugIn(0, 5.9);
  t.equal(meter.powerW, 0);
  meter.advance(1_000, 8);
  t.ok(meter.powerW > 5_000 && meter.powerW <= 8 * 690);
});

t.test('a battery that fills up takes less, and never more than 100 %', async (t) => {
  const meter = new Meter(() => 0.5);
  meter.plugIn(0, 16);
  const { powerW } = meter;
  for (let hour = 1; hour <= 24; hour += 1) meter.advance(hour * hourMs, 16);
  t.ok(meter.powerW < powerW / 5);
  t.match(meter.sample(['SoC'], 'Trigger'), [{ value: '100', unit: 'Percent', context: 'Trigger' }]);
});

t.test('a sample holds what was asked for, in OCPP units and as strings', async (t) => {
  const meter = new Meter(() => 0.5);
  meter.plugIn(0, 16);
  const sample = meter.sample(all, 'Sample.Periodic');
  t.same(
    sample.map(({ measurand, phase, unit }) => [measurand, phase, unit]),
    [
      ['Energy.Active.Import.Register', undefined, 'Wh'],
      ['Power.Active.Import', undefined, 'W'],
      ['Current.Import', 'L1', 'A'],
      ['Current.Import', 'L2', 'A'],
      ['Current.Import', 'L3', 'A'],
      ['Voltage', 'L1-N', 'V'],
      ['Voltage', 'L2-N', 'V'],
      ['Voltage', 'L3-N', 'V'],
      ['SoC', undefined, 'Percent'],
    ],
  );
  for (const { value, context } of sample) {
    t.match(value, /^\d+(\.\d+)?$/);
    t.equal(context, 'Sample.Periodic');
  }
  t.same(meter.sample([], 'Trigger'), []);
});

import { mkdirSync } from 'node:fs';
import { connectAsync } from 'mqtt';
import t from 'tap';
import { mosquittoMissing, startMosquitto } from '../src/mosquitto.ts';
import { isRunning, surroundings } from './test-surroundings.ts';

const skip = mosquittoMissing() ?? false;

t.test('mosquitto takes clients on a port of its own, and is gone at its end', { skip }, async (t) => {
  const folder = t.testdir({});
  const one = await startMosquitto(folder, surroundings);
  t.teardown(() => one.end());
  const second = `${folder}/second`;
  mkdirSync(second);
  const other = await startMosquitto(second, surroundings);
  t.not(one.ready, other.ready);
  const client = await connectAsync(`mqtt://127.0.0.1:${other.ready}`, { reconnectPeriod: 0 });
  await client.endAsync();
  await other.end();
  t.notOk(isRunning(other.pid));
  t.ok(isRunning(one.pid));
});

t.test('without mosquitto it is said what is missing', { skip: skip === false && 'it is installed' }, async (t) => {
  t.match(mosquittoMissing(), /Debian: mosquitto/);
  await t.rejects(startMosquitto(t.testdir({}), surroundings), /not installed/);
});

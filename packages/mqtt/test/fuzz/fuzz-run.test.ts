import t from 'tap';
import { runFuzz } from './fuzz-run.ts';

const packets = 10_000;
const versions = [3, 4, 5] as const;

// What a run of this length must have met, or it tests too little.
const kinds = [
  ...['connect', 'publish', 'puback', 'pubrec', 'pubrel', 'pubcomp'],
  ...['subscribe', 'unsubscribe', 'pingreq', 'disconnect'],
];
const rules = {
  3: ['MQTT-1.5.3-1', 'MQTT-1.5.3-2', 'MQTT-2.2.2-2', 'MQTT-2.3.1-1', 'MQTT-3.1.0-1', 'MQTT-3.3.1-4', 'MQTT-4.7.1-2'],
  4: ['MQTT-1.5.3-1', 'MQTT-1.5.3-2', 'MQTT-2.2.2-2', 'MQTT-2.3.1-1', 'MQTT-3.1.0-2', 'MQTT-3.3.1-4', 'MQTT-4.7.1-3'],
  5: ['MQTT-1.5.4-1', 'MQTT-1.5.4-2', 'MQTT-2.1.3-1', 'MQTT-2.2.1-3', 'MQTT5-2.2.2.2', 'MQTT-3.8.3-5', 'MQTT-4.7.1-1'],
} as const;

for (const version of versions) {
  t.test(`${packets} valid, damaged and random packets of version ${version} hold the invariant`, async (t) => {
    const { taken, refused } = runFuzz({ version, packets, seed: 1 });
    for (const kind of kinds) t.ok((taken[kind] ?? 0) > 0, `${kind}: ${taken[kind]} times`);
    const broken = Object.keys(refused);
    for (const rule of rules[version])
      t.ok(
        broken.some((each) => each.startsWith(rule)),
        rule,
      );
  });
}

t.test('the same seed gives the same run, another seed another', async (t) => {
  const run = (seed: number) => runFuzz({ version: 5, packets: 300, seed });
  t.strictSame(run(7), run(7));
  t.notSame(run(7), run(8));
});

import t from 'tap';
import { clause, malformed } from '../../src/wire/clause.ts';

t.test('every rule has a number in both standards', async (t) => {
  for (const [name, [mqtt311, mqtt5]] of Object.entries(clause)) {
    t.match(mqtt311, /^MQTT-\d\.\d+\.\d+-\d+$/, name);
    t.match(mqtt5, /^MQTT(-\d\.\d+\.\d+-\d+|5-\d(\.\d+)+)$/, name);
  }
});

t.test('a fault names the rule by the number that it has in the version of the client', async (t) => {
  const numbers = ([3, 4, 5, undefined] as const).map((version) => malformed(version, 'p', clause.packetId).clause);
  t.strictSame(numbers, ['MQTT-2.3.1-1', 'MQTT-2.3.1-1', 'MQTT-2.2.1-3', 'MQTT-2.3.1-1']);
});

t.test('a fault without a rule or code of its own is a malformed packet', async (t) => {
  t.strictSame(malformed(5, 'nonsense'), {
    kind: 'malformed',
    problem: 'nonsense',
    clause: 'MQTT-4.13.1-1',
    reasonCode: 0x81,
  });
});

import t from 'tap';
import { type Clause, clause } from '../../src/wire/clause.ts';
import { standardTopicLimits, topicFilterFault, topicNameFault } from '../../src/wire/topic-fault.ts';

const nameFault = (topic: string, limits = standardTopicLimits) => topicNameFault(topic, 'topic name', limits);
const filterFault = (filter: string, limits = standardTopicLimits) => topicFilterFault(filter, limits);

t.test('a topic name is anything but empty and has no wildcard [MQTT-4.7.1-1, MQTT-4.7.3-1]', async (t) => {
  for (const topic of ['a', '/', '//', '$SYS/a', 'a b', '$share/g/a', '\ufeff', '😀/é'])
    t.equal(nameFault(topic), undefined);
  t.match(nameFault(''), { clause: clause.topicEmpty, reasonCode: 0x90 });
  for (const topic of ['+', '#', 'a/+', 'a/#', 'a+', '#a'])
    t.match(nameFault(topic), {
      clause: clause.topicWildcard,
      reasonCode: 0x90,
      problem: 'topic name with a wildcard',
    });
});

t.test('"#" is a whole level and the last [MQTT-4.7.1-2]', async (t) => {
  for (const filter of ['#', 'a/#', '/#', '$SYS/#', '+/#']) t.equal(filterFault(filter), undefined, filter);
  for (const filter of ['a/#/b', 'a#', '#a', 'a/#b', '##', '#/', '#/#', 'a/b#'])
    t.match(filterFault(filter), { clause: clause.filterHash, reasonCode: 0x8f }, filter);
});

t.test('"+" is a whole level [MQTT-4.7.1-3]', async (t) => {
  for (const filter of ['+', '+/+', 'a/+/b', '/+', '+/', '//+//']) t.equal(filterFault(filter), undefined, filter);
  for (const filter of ['a+', '+a', 'a/b+/c', '++', 'a/+b', '+#'])
    t.match(filterFault(filter), { clause: clause.filterPlus, reasonCode: 0x8f }, filter);
});

t.test('a filter is not empty [MQTT-4.7.3-1]', async (t) => {
  t.match(filterFault(''), { clause: clause.topicEmpty, reasonCode: 0x8f });
});

t.test('a shared filter has a group without wildcards and a filter after it [MQTT-4.8.2-1, -2]', async (t) => {
  for (const filter of ['$share/g/a', '$share/g/#', '$share/g/+/b', '$share/g//', '$share', '$shared/'])
    t.equal(filterFault(filter), undefined, filter);
  const faults: readonly (readonly [string, Clause])[] = [
    ['$share/', clause.shareName],
    ['$share//a', clause.shareName],
    ['$share/g', clause.shareFilter],
    ['$share/g/', clause.shareFilter],
    ['$share/+/a', clause.shareFilter],
    ['$share/#/a', clause.shareFilter],
    ['$share/g+/a', clause.shareFilter],
    ['$share/#', clause.shareFilter],
    ['$share/g/a#', clause.filterHash],
    ['$share/g/#/a', clause.filterHash],
    ['$share/g/a+', clause.filterPlus],
  ];
  for (const [filter, broken] of faults) t.match(filterFault(filter), { clause: broken, reasonCode: 0x8f }, filter);
});

t.test('levels are counted up to the limit, of a shared filter those after its group', async (t) => {
  const limits = { ...standardTopicLimits, topicLevelsMax: 3 };
  t.equal(nameFault('a/b/c', limits), undefined);
  t.equal(nameFault('//', limits), undefined);
  t.match(nameFault('a/b/c/d', limits), { reasonCode: 0x90, problem: 'topic name of more than 3 levels' });
  t.equal(filterFault('a/+/#', limits), undefined);
  t.equal(filterFault('$share/g/a/+/#', limits), undefined);
  t.match(filterFault('a/+/c/#', limits), { reasonCode: 0x8f });
  t.match(filterFault('$share/g/a/+/c/#', limits), { reasonCode: 0x8f });
});

t.test('length is counted in bytes of UTF-8', async (t) => {
  const limits = { ...standardTopicLimits, topicBytesMax: 4 };
  for (const topic of ['abcd', 'éé', '😀']) t.equal(nameFault(topic, limits), undefined, topic);
  for (const topic of ['abcde', 'ééa', '😀a', 'ab€'])
    t.match(nameFault(topic, limits), { reasonCode: 0x90, problem: 'topic name of more than 4 bytes' }, topic);
  t.match(filterFault('abcd/', limits), { reasonCode: 0x8f });
});

t.test('the standard itself bounds nothing that fits into a packet', async (t) => {
  t.equal(nameFault('/'.repeat(65_535)), undefined);
  t.equal(filterFault('/'.repeat(65_535)), undefined);
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { dropLog, openMessageStore, storeLimits } from '../src/message-store.ts';
import { settingsOf } from './fixtures/settings.ts';

const silent = pino({ level: 'silent' });

const open = (t: Test, document: object) => {
  const store = openMessageStore(settingsOf(document), silent);
  t.teardown(() => store.destroy());
  return store;
};

t.test('the bounds of queues and retained messages reach the store in bytes and milliseconds', async (t) => {
  const { mqtt } = settingsOf({
    mqtt: {
      sessions: { queue: { max_messages: 7, max_bytes: '8MB', max_age: '9s', max_total_bytes: '10MB' } },
      retained: { max_messages: 11, max_bytes: '12MB' },
    },
  });
  t.strictSame(storeLimits(mqtt), {
    queuedMessagesPerSessionMax: 7,
    queuedBytesPerSessionMax: 8 * 1024 * 1024,
    queuedBytesMax: 10 * 1024 * 1024,
    queuedAgeMaxMs: 9_000,
    retainedMessagesMax: 11,
    retainedBytesMax: 12 * 1024 * 1024,
  });
});

t.test('messages are kept in the data folder, for the death of the machine too where that is wanted', async (t) => {
  const folder = t.testdir({ normal: {}, full: {} });
  const normal = open(t, { data_dir: join(folder, 'normal') });
  t.equal(normal.synchronous, 'normal');
  const full = open(t, { data_dir: join(folder, 'full'), mqtt: { persistence_synchronous: 'full' } });
  t.equal(full.synchronous, 'full');
  t.ok(existsSync(join(folder, 'full', 'mqtt.db')));
});

t.test('in memory nothing is written, and the bounds are the same', async (t) => {
  const folder = t.testdir({});
  const store = open(t, { data_dir: folder, mqtt: { persistence: 'memory', retained: { max_messages: 1 } } });
  const message = (topic: string) => ({ topic, payload: Buffer.from('x'), qos: 1, retain: true }) as const;
  t.equal(store.putRetained(message('one')), undefined);
  t.equal(store.putRetained(message('two')), 'retained_messages');
  t.notOk(existsSync(join(folder, 'mqtt.db')));
});

t.test('drops are one line for each reason and minute, which counts those that went unsaid', async (t) => {
  const lines: object[] = [];
  let now = 0;
  const drop = dropLog({ warn: (fields: object) => void lines.push(fields) }, () => now);
  for (let index = 0; index < 1_000; index += 1) drop({ reason: 'expired', clientId: 'c', topic: 't' });
  drop({ reason: 'retained_bytes', topic: 'r' });
  t.strictSame(lines, [
    { reason: 'expired', clientId: 'c', topic: 't' },
    { reason: 'retained_bytes', clientId: undefined, topic: 'r' },
  ]);
  now = 59_999;
  drop({ reason: 'expired', clientId: 'c', topic: 't' });
  t.equal(lines.length, 2);
  now = 60_000;
  drop({ reason: 'expired', clientId: 'd', topic: 'u' });
  t.strictSame(lines[2], { reason: 'expired', clientId: 'd', topic: 'u', sinceTheLastLine: 1_000 });
  now = 120_000;
  drop({ reason: 'expired', clientId: 'e', topic: 'v' });
  t.strictSame(lines[3], { reason: 'expired', clientId: 'e', topic: 'v' });
});

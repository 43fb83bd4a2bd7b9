import t from 'tap';
import { encodePresence, PresenceAnnouncer } from '../src/presence.ts';
import { Topics } from '../src/topics.ts';
import { MemoryBus } from './fixtures/memory-bus.ts';
import { defaultOptions } from './fixtures/options.ts';
import { RecordingLog } from './fixtures/recording-log.ts';

t.test('presence tells who is here since when, in RFC 3339 with three fraction digits', async (t) => {
  const since = Date.parse('2026-03-01T08:00:00.5Z');
  t.equal(
    encodePresence({ connected: true, since, version: '1.6', reason: null, node: 'node1' }),
    '{"Connected":true,"Since":"2026-03-01T08:00:00.500Z","Version":"1.6","Reason":null,"Node":"node1"}',
  );
  t.equal(
    encodePresence({ connected: false, since, version: null, reason: 'idle timeout', node: 'n' }),
    '{"Connected":false,"Since":"2026-03-01T08:00:00.500Z","Version":null,"Reason":"idle timeout","Node":"n"}',
  );
});

const who = { identity: 'CP1', username: 'user', version: '1.6' } as const;

function announcing(presence = 'cp/${cid}/Presence') {
  const bus = new MemoryBus();
  const log = new RecordingLog();
  const topics = new Topics({ ...defaultOptions.topics, presence });
  return { bus, log, topics, announcer: new PresenceAnnouncer({ bus, log, node: 'node1', topics: () => topics }) };
}

t.test('who is here is told by a retained message, and taken back by an empty one', async (t) => {
  const { bus, topics, announcer } = announcing();
  announcer.tell(who, 0, null);
  announcer.tell({ ...who, username: null }, 1, 'idle timeout');
  announcer.clear(topics.of({ ...who }));
  t.match(bus.published, [
    { topic: 'ocpp/cp/CP1/Presence', payload: /"Connected":true/, qos: 1, retain: true },
    { payload: /"Connected":false.*"Reason":"idle timeout","Node":"node1"/, retain: true },
    { topic: 'ocpp/cp/CP1/Presence', payload: '', retain: true },
  ]);
});

t.test('without a topic nothing is told; what could not be told is in the log', async (t) => {
  const quiet = announcing('');
  quiet.announcer.tell(who, 0, null);
  quiet.announcer.clear(quiet.topics.of({ ...who }));
  t.strictSame(quiet.bus.published, []);
  const failing = announcing();
  failing.bus.failure = new Error('the broker is closed');
  failing.announcer.tell(who, 0, null);
  await Promise.resolve();
  t.strictSame(failing.log.messages('error'), ['presence could not be published']);
});

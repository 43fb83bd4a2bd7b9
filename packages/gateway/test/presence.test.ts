import t from 'tap';
import { encodePresence } from '../src/presence.ts';

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

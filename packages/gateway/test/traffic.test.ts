import t from 'tap';
import { TrafficCount } from '../src/traffic.ts';

t.test('messages and bytes are counted by direction', async (t) => {
  const count = new TrafficCount();
  count.received(3);
  count.received(4);
  count.sent(10);
  t.strictSame(count.view(), { receivedBytes: 7, receivedMessages: 2, sentBytes: 10, sentMessages: 1 });
});

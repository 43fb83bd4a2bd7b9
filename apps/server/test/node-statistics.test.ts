import t from 'tap';
import { EventCounts } from '../src/event-counts.ts';
import { nodeStatistics } from '../src/node-statistics.ts';
import { openRooms } from './fixtures/rooms.ts';

t.test('what there is of a server that nobody has found yet is its own subscription', async (t) => {
  const statistics = nodeStatistics(await openRooms(t));
  t.match(await statistics.gauges(), {
    connections: { count: 0, max: 0 },
    liveConnections: { count: 0 },
    sessions: { count: 0 },
    topics: { count: 1 },
    subscribers: { count: 0 },
    subscriptions: { count: 1 },
    sharedSubscriptions: { count: 0 },
  });
  const { load, runtime, memoryUsedBytes, memoryTotalBytes } = await statistics.machine();
  t.equal(load.length, 3);
  t.equal(runtime, `Node.js ${process.versions.node}`);
  t.ok(memoryUsedBytes > 0 && memoryUsedBytes < memoryTotalBytes);
});

t.test('charge points and MQTT clients are added up, and the most of them is remembered', async (t) => {
  const { broker, gateway } = await openRooms(t);
  const counts = new EventCounts();
  Object.assign(counts, { receivedFrames: 5, receivedFrameBytes: 100, sentFrames: 6, sentFrameBytes: 200, dropped: 7 });
  let [clients, sessionsAway, chargePoints] = [2, 1, 10];
  const statistics = nodeStatistics({
    broker: {
      stats: () => ({
        ...broker.stats(),
        clients,
        sessionsAway,
        receivedBytes: 1_000,
        sentPackets: 60,
        subscribers: 4,
      }),
    },
    gateway: {
      figures: () => ({ ...gateway.figures(), connections: { '1.6': chargePoints, '2.0.1': 1, '2.1': 1 } }),
    },
    counts,
  });
  t.match(await statistics.gauges(), {
    connections: { count: 15, max: 15 },
    liveConnections: { count: 14, max: 14 },
    sessions: { count: 3 },
    subscribers: { count: 4 },
  });
  [clients, sessionsAway, chargePoints] = [1, 0, 0];
  t.match(await statistics.gauges(), {
    connections: { count: 3, max: 15 },
    liveConnections: { count: 3, max: 14 },
    sessions: { count: 1, max: 3 },
  });
  t.match(await statistics.counters(), {
    bytesReceived: 1_100,
    bytesSent: 200,
    packetsReceived: 5,
    packetsSent: 66,
    messagesDropped: 0,
    deliveriesDropped: 7,
  });
});

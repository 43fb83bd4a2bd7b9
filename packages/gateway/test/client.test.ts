import t from 'tap';
import { clientOf } from '../src/client.ts';
import { ConnectionRig } from './fixtures/connection-rig.ts';
import { blank } from './fixtures/memory-stores.ts';

t.test('a client is what an operator sees of a connection', async (t) => {
  const stored = { ...blank, status: 'Accepted', heartbeatIntervalMs: 300_000, vendor: 'v', model: 'm' } as const;
  const rig = await ConnectionRig.start(t, {}, { stored });
  const connectedAt = rig.clock.now();
  rig.clock.advance(1_000);
  await rig.raw.send([2, 'u1', 'Heartbeat', {}]);
  await rig.bus.next('#');
  for (const id of ['a', 'b', 'c', 'b']) rig.call(id);
  await rig.raw.next();
  t.strictSame(clientOf(rig.connection), {
    identity: 'CP1',
    username: 'user',
    version: '1.6',
    listenerId: 'ocpp:ws:default',
    remoteAddress: '127.0.0.1',
    remotePort: 1,
    connectedAt,
    lastSeenAt: connectedAt + 1_000,
    downstreamTopic: 'ocpp/cs/CP1',
    heartbeatIntervalMs: 300_000,
    bootStatus: 'Accepted',
    inFlight: 1,
    queued: 2,
    refused: 1,
    pendingCall: { uniqueId: 'a', action: 'ClearCache', sentAt: rig.clock.now() },
    traffic: rig.connection.traffic(),
    facts: rig.connection.facts(),
  });
});

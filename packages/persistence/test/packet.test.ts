import Packet from 'aedes-packet';
import t from 'tap';
import type { BrokerPacket, StoredMessage } from '../src/index.ts';
import { all, open } from './fixture/open.ts';

// The published types of aedes-packet describe a namespace; what it exports is the constructor.
const AedesPacket = Packet as unknown as new (original: BrokerPacket) => BrokerPacket;

t.test("a queued message has exactly the fields that Aedes' own packet has", async (t) => {
  const { persistence } = await open(t);
  const publish = new AedesPacket({
    topic: 'a/b',
    payload: Buffer.from('x'),
    qos: 1,
    brokerId: 'broker-1',
    brokerCounter: 3,
    properties: { contentType: 'text/plain' },
    messageExpiry: 9_000_000_000_000,
  });
  await persistence.outgoingEnqueue({ clientId: 'c' }, publish);
  const [stored] = await all<StoredMessage>(persistence.outgoingStream({ id: 'c' }));
  t.strictSame(stored, { ...publish });
});

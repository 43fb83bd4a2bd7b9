// Hostile packets: valid ones of every kind, changed a little, and some that are nothing at all.
import type { Random } from './random.ts';
import {
  acknowledge,
  connect,
  disconnect,
  encodeProperties,
  first,
  packet,
  pingreq,
  publish,
  subscribe,
  two,
  unsubscribe,
  type Version,
  variable,
} from './wire.ts';

const login = { username: 'alice', password: 'secret' };

/** A CONNECT; its session ends with the connection, so that nothing of it may be left. */
export function connectOf(random: Random, version: Version): Buffer {
  const clientId = `hostile-${random.below(50)}`;
  const will = random.once(3)
    ? {
        topic: `w/${random.below(5)}`,
        qos: random.below(3),
        ...(version === 5 ? { properties: { willDelayInterval: 0 } } : {}),
      }
    : undefined;
  const properties = {
    receiveMaximum: 1 + random.below(20),
    maximumPacketSize: 100 + random.below(5000),
    topicAliasMaximum: 5,
  };
  return connect({ version, clientId, ...login, will, ...(version === 5 ? { properties } : {}) });
}

/** A valid packet of any kind that a client sends after CONNECT. */
export function packetOf(random: Random, version: Version): Buffer {
  const id = 1 + random.below(10);
  const topic = random.of(['a', 'a/b', '$share/g/a', '__proto__', '$SYS/x/new/clients', 'guarded/a', '', 'ä/€/𝄞']);
  const filter = random.of(['a', 'a/#', '+/b', '#', '$share/g/a/#', '$share/g/', 'constructor', 'private/#', '$SYS/#']);
  switch (random.below(12)) {
    case 0:
    case 1:
    case 2: {
      const properties = version === 5 ? { properties: publishProperties(random) } : {};
      const payload = Buffer.alloc(random.below(300), 'x');
      const flags = { qos: random.below(3), retain: random.once(8), dup: random.once(8) };
      return publish(version, { topic, id, payload, ...flags, ...properties });
    }
    case 3:
    case 4: {
      const lines = [
        { filter, options: random.below(3) },
        { filter: 'b', options: version === 5 ? random.below(64) : 0 },
      ];
      return subscribe(version, id, lines, random.once(2) ? { subscriptionIdentifier: random.below(300) } : {});
    }
    case 5:
      return unsubscribe(version, id, [filter, 'b']);
    case 6:
    case 7:
    case 8:
      return acknowledge(
        random.of(['puback', 'pubrec', 'pubrel', 'pubcomp']),
        id,
        version === 5 ? random.below(256) : 0,
      );
    case 9:
      return version === 5 ? disconnect(random.below(256), { sessionExpiryInterval: 0 }) : disconnect();
    case 10:
      return packet(first.auth, Buffer.from([0x18]), encodeProperties({ authenticationMethod: 'x' }));
    default:
      return pingreq;
  }
}

function publishProperties(random: Random): object {
  return {
    topicAlias: random.below(20),
    ...(random.once(2) ? { messageExpiryInterval: random.below(3) } : {}),
    ...(random.once(3) ? { responseTopic: random.of(['r', 'r/#', 'guarded/r']), correlationData: 'c' } : {}),
    ...(random.once(3)
      ? {
          userProperty: [
            ['k', 'v'],
            ['__proto__', 'v'],
          ],
        }
      : {}),
  };
}

/** The packet as it is, or with one or two things wrong about it. */
export function mutated(random: Random, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  switch (random.below(9)) {
    case 0:
      return copy;
    case 1:
      copy[random.below(copy.length)] = random.below(256);
      return copy;
    case 2: {
      const at = random.below(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
      return copy;
    }
    case 3:
      return copy.subarray(0, random.below(copy.length + 1));
    case 4:
      return Buffer.concat([copy, Buffer.alloc(random.below(10), random.below(256))]);
    case 5: {
      const at = random.below(copy.length + 1);
      return Buffer.concat([copy.subarray(0, at), Buffer.from([random.below(256)]), copy.subarray(at)]);
    }
    case 6:
      return Buffer.concat([copy.subarray(0, 1), variable(random.below(2 ** random.below(28))), copy.subarray(2)]);
    case 7: {
      const at = random.below(copy.length);
      return Buffer.concat([copy.subarray(0, at), two(random.below(65_536)), copy.subarray(at + 2)]);
    }
    default:
      return Buffer.from(Array.from({ length: random.below(40) }, () => random.below(256)));
  }
}

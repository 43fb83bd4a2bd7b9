// Valid, damaged and random packets, one after another, through scanner and decoder. Nothing throws; what is valid is
// taken; what is taken is sound, and means the same when it has been written and read once more.

import assert from 'node:assert/strict';
import {
  type ClientPacket,
  decodePacket,
  encodePuback,
  encodePubcomp,
  encodePublish,
  encodePubrec,
  encodePubrel,
  type Frame,
  FrameScanner,
  type MalformedPacket,
  type MqttVersion,
} from '../../src/index.ts';
import { PacketSource } from './packet-source.ts';
import { Random } from './random.ts';
import { assertSound } from './soundness.ts';

/** What is to be done: the same numbers give the same run. */
export type FuzzPlan = { readonly version: MqttVersion; readonly packets: number; readonly seed: number };

/** How many packets of each kind were taken, and how many were refused for each rule. */
export type FuzzReport = {
  readonly taken: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
};

const packetBytesMax = 10_000;
const encoders = { puback: encodePuback, pubrec: encodePubrec, pubrel: encodePubrel, pubcomp: encodePubcomp } as const;

/** Runs a plan; throws at the first packet that breaks the invariant, with its bytes. */
export function runFuzz({ version, packets, seed }: FuzzPlan): FuzzReport {
  const random = new Random(seed);
  const source = new PacketSource(version, seed, random);
  const taken = new Map<string, number>();
  const refused = new Map<string, number>();
  for (let at = 0; at < packets; at += 1) {
    const { bytes, isValid } = source.next();
    try {
      for (const found of scan(bytes, random)) {
        const decoded = found.kind === 'frame' ? decodeFrame(found, version, !isValid && random.once(100)) : found;
        assert(!isValid || decoded.kind !== 'malformed', 'what is valid is taken');
        if (decoded.kind === 'malformed') {
          assert(decoded.problem !== '' && decoded.clause !== '' && decoded.reasonCode >= 0x80, 'a refusal says why');
          count(refused, `${decoded.clause} 0x${decoded.reasonCode.toString(16)}`);
          continue;
        }
        count(taken, decoded.kind);
        assertSound(decoded, decoded.kind === 'connect' ? decoded.version : version);
        assertInverse(decoded, version);
      }
    } catch (cause) {
      throw new Error(`packet ${at} of seed ${seed} in version ${version}: ${bytes.toString('hex')}`, { cause });
    }
  }
  return { taken: sorted(taken), refused: sorted(refused) };
}

/** CONNECT is expected where one comes, and now and then where none does. */
function decodeFrame(frame: Frame, version: MqttVersion, isOutOfPlace: boolean): ClientPacket | MalformedPacket {
  const isConnect = frame.header >> 4 === 1;
  return decodePacket(frame.header, frame.body, isConnect === isOutOfPlace ? version : undefined);
}

/** The frames of some bytes that come in one to three chunks. */
function scan(bytes: Buffer, random: Random): readonly (Frame | MalformedPacket)[] {
  const scanner = new FrameScanner(packetBytesMax);
  const found: (Frame | MalformedPacket)[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = random.once(2) ? bytes.length : at + 1 + random.below(bytes.length - at);
    scanner.push(bytes.subarray(at, end));
    at = end;
    for (let next = scanner.next(); next !== undefined; next = scanner.next()) {
      found.push(next);
      if (next.kind === 'malformed') return found;
    }
    assert(scanner.bufferedBytes <= packetBytesMax, 'what is kept is bounded');
  }
  return found;
}

/** Where we have an encoder, what it writes of a packet is read as that packet. */
function assertInverse(packet: ClientPacket, version: MqttVersion): void {
  const bytes = written(packet, version);
  if (bytes === undefined) return;
  const scanner = new FrameScanner(bytes.length);
  scanner.push(bytes);
  const frame = scanner.next();
  assert(frame?.kind === 'frame' && frame.size === bytes.length, 'what is written is a frame');
  assert.deepEqual(decodePacket(frame.header, frame.body, version), packet);
}

function written(packet: ClientPacket, version: MqttVersion): Buffer | undefined {
  if (packet.kind === 'publish') {
    const { qos, retain, dup, messageId, expirySeconds, topicAlias } = packet;
    const encoding = { version, dup, messageId, expirySeconds, topicAlias, isAliasKnown: packet.topic === '' };
    return encodePublish({ message: packet, qos, retain, identifiers: [] }, encoding);
  }
  if (packet.kind === 'puback' || packet.kind === 'pubrec' || packet.kind === 'pubrel' || packet.kind === 'pubcomp')
    return encoders[packet.kind](packet.messageId, packet.reasonCode);
  return undefined;
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}

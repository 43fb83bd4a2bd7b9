import { type Packet, parser } from 'mqtt-packet';
import type { MqttVersion } from '../../src/index.ts';

/** The one packet that mqtt-packet reads in these bytes; throws when it finds none, more, or a fault. */
export function readBack(bytes: Buffer, version: MqttVersion): Packet {
  const found: Packet[] = [];
  const reader = parser({ protocolVersion: version });
  reader.on('packet', (packet) => found.push(packet));
  reader.on('error', (error) => {
    throw error instanceof Error ? error : new Error(String(error));
  });
  const left = reader.parse(bytes);
  const [packet] = found;
  if (packet === undefined || found.length > 1 || left > 0) throw new Error(`not one packet: ${bytes.toString('hex')}`);
  return packet;
}

import type { MessageProperties } from '@ocpp-broker/mqtt';
import type { StoredProperties } from '../properties.ts';
import type { PacketProperties } from './packet.ts';

/** mqtt-packet's properties as they are stored; what MQTT does not know of a publish or a will is left out. */
export function fromPacketProperties(properties: PacketProperties = {}): StoredProperties {
  const format = properties.payloadFormatIndicator;
  const message: MessageProperties = {
    ...(format !== undefined && { payloadFormatIndicator: format ? 1 : 0 }),
    ...(properties.contentType !== undefined && { contentType: String(properties.contentType) }),
    ...(properties.responseTopic !== undefined && { responseTopic: String(properties.responseTopic) }),
    ...(properties.correlationData !== undefined && { correlationData: toBytes(properties.correlationData) }),
    ...(properties.userProperties !== undefined && { userProperties: toPairs(properties.userProperties) }),
  };
  return {
    properties: message,
    identifiers: toList(properties.subscriptionIdentifier).map(Number),
    expirySeconds: toNumber(properties.messageExpiryInterval),
    delaySeconds: toNumber(properties.willDelayInterval),
  };
}

/** The inverse. A repeated property becomes an array; user properties have no prototype, as mqtt-packet's. */
export function toPacketProperties(stored: StoredProperties): PacketProperties {
  const { payloadFormatIndicator, contentType, responseTopic, correlationData, userProperties } =
    stored.properties ?? {};
  const { identifiers = [], expirySeconds, delaySeconds } = stored;
  return {
    ...(payloadFormatIndicator !== undefined && { payloadFormatIndicator: payloadFormatIndicator === 1 }),
    ...(expirySeconds !== undefined && { messageExpiryInterval: expirySeconds }),
    ...(contentType !== undefined && { contentType }),
    ...(responseTopic !== undefined && { responseTopic }),
    ...(correlationData !== undefined && { correlationData }),
    ...(identifiers.length > 0 && { subscriptionIdentifier: identifiers.length === 1 ? identifiers[0] : identifiers }),
    ...(delaySeconds !== undefined && { willDelayInterval: delaySeconds }),
    ...(userProperties !== undefined && { userProperties: toRecord(userProperties) }),
  };
}

function toPairs(record: unknown): [string, string][] {
  return Object.entries(record as Record<string, unknown>).flatMap(([name, value]) =>
    toList(value).map((one): [string, string] => [name, String(one)]),
  );
}

function toRecord(pairs: Iterable<readonly [string, string]>): Record<string, string | string[]> {
  const record: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of pairs) {
    const present = record[name];
    if (present === undefined) record[name] = value;
    else if (Array.isArray(present)) present.push(value);
    else record[name] = [present, value];
  }
  return record;
}

function toList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function toNumber(value: unknown): number | undefined {
  return value === undefined || value === null ? undefined : Number(value);
}

function toBytes(value: unknown): Buffer {
  return value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value));
}

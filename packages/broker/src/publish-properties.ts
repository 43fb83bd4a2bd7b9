import type { PacketProperties } from './aedes-internals.ts';

/**
 * Whether a client's PUBLISH has only properties that it may have, each of its type (MQTT 5 §3.3.2.3). mqtt-packet
 * reads a truncated property as null, a repeated one as a list and one of another packet without complaint; passed
 * on, each of these ends the connections of all subscribers, since it cannot be written or read again.
 */
export function arePublishProperties(properties: PacketProperties): boolean {
  for (const name in properties) {
    if (!isPublishProperty(name, properties[name])) return false;
  }
  return true;
}

function isPublishProperty(name: string, value: unknown): boolean {
  switch (name) {
    case 'payloadFormatIndicator':
      return typeof value === 'boolean';
    case 'messageExpiryInterval':
      return typeof value === 'number' && value >= 0;
    case 'topicAlias':
      return typeof value === 'number';
    case 'contentType':
      return typeof value === 'string';
    case 'responseTopic':
      return typeof value === 'string' && value.length > 0;
    case 'correlationData':
      return Buffer.isBuffer(value);
    case 'userProperties':
      return areUserProperties(value);
    default:
      return false;
  }
}

function areUserProperties(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every((entry: unknown) =>
    Array.isArray(entry) ? entry.every((part) => typeof part === 'string') : typeof entry === 'string',
  );
}

/** Whether a will has only properties that it may have (MQTT 5 §3.1.3.2). */
export function areWillProperties(properties: PacketProperties): boolean {
  const { willDelayInterval, ...rest } = properties;
  const isDelay = willDelayInterval === undefined || (typeof willDelayInterval === 'number' && willDelayInterval >= 0);
  return isDelay && rest.topicAlias === undefined && arePublishProperties(rest);
}

/** The properties that a will is published with: its delay is not one of them. */
export function propertiesOfWill(properties: PacketProperties): PacketProperties {
  const { willDelayInterval: _delay, ...rest } = properties;
  return rest;
}

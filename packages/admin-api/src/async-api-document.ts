// The AsyncAPI 3 document of the MQTT topics: a function of the settings and listeners as they are when somebody asks.
import { channelsOf, messagesOf, printChannel, type TopicSettings } from './async-api-channels.ts';
import { correlationIds, type MessageName, messageNames, printMessage } from './async-api-messages.ts';
import { printOperations, responseChannel, responseChannelId } from './async-api-operations.ts';
import { envelopeSchemas } from './async-api-payloads.ts';
import { isLoginNeeded, type LoginSettings, printServers, securitySchemes } from './async-api-servers.ts';
import type { ListenerView, MqttListenerType } from './listener-ports.ts';
import type { Schema } from './operation.ts';

/** What the document is made of. */
export type AsyncApiSource = {
  /** Of the server. */
  readonly version: string;
  /** The root `gateway.ocpp`. */
  readonly gateway: TopicSettings & { readonly enable: boolean };
  /** The root `mqtt`. */
  readonly mqtt: LoginSettings;
  readonly listeners: readonly ListenerView<MqttListenerType>[];
  /** The host that the caller asked, without the port. */
  readonly callersHost: string;
};

/** A document of AsyncAPI 3.0.0. */
export type AsyncApiDocument = {
  readonly asyncapi: '3.0.0';
  readonly info: Schema;
  readonly defaultContentType: string;
  readonly servers: Readonly<Record<string, Schema>>;
  readonly channels: Readonly<Record<string, Schema>>;
  readonly operations: Readonly<Record<string, Schema>>;
  readonly components: Readonly<Record<string, Schema>>;
};

/**
 * Makes the document. Of a gateway that is switched off it says so, and has all channels: they stay the gateway's own, and what is
 * published for a charge point is still answered.
 */
export function asyncApiDocument({ version, gateway, mqtt, listeners, callersHost }: AsyncApiSource): AsyncApiDocument {
  const channels = channelsOf(gateway);
  const used = new Set(channels.flatMap(({ uses }) => uses.flatMap(({ purpose }) => messagesOf[purpose])));
  const ofUsed = <Part>(part: (name: MessageName) => Part): Record<string, Part> =>
    Object.fromEntries(messageNames.filter((name) => used.has(name)).map((name) => [name, part(name)]));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'ocpp-broker',
      version,
      description: gateway.enable ? ABOUT : `${ABOUT}\n\n${SWITCHED_OFF}`,
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: printServers(listeners, mqtt, callersHost),
    channels: {
      ...Object.fromEntries(channels.map((channel) => [channel.id, printChannel(channel)])),
      [responseChannelId]: responseChannel,
    },
    operations: printOperations(channels),
    components: {
      schemas: ofUsed((name) => envelopeSchemas[name]),
      messages: ofUsed(printMessage),
      correlationIds,
      ...(isLoginNeeded(mqtt) ? { securitySchemes } : {}),
    },
  };
}

const ABOUT = [
  'Charge points, which speak OCPP-J over WebSocket, as MQTT clients see them. The application is the server: what it *sends* is',
  'published for those who subscribe, what it *receives* is what a CSMS publishes for a charge point. Only the server publishes to',
  'the channels that it sends to; who else may read and publish what, its topic rules say. The fields of an object come in the order',
  'of its schema, and `Payload` is the text of its sender, digit for digit. The document is made of the settings as they are now.',
].join(' ');

const SWITCHED_OFF =
  'The OCPP gateway is switched off: no charge point is connected, and a message for one is answered with `not_connected`, or waits ' +
  'where the settings say so.';

import type { MqttSettings, OcppSettings } from '@ocpp-broker/config';
import type { FastifyInstance } from 'fastify';
import { type AsyncApiDocument, asyncApiDocument } from '../async-api-document.ts';
import type { ApiContext } from '../context.ts';
import { operation, reply } from '../operation.ts';

/** `GET /async-api-spec.json`: the MQTT topics, for tools. */
export function asyncApiRoute(api: FastifyInstance, { ports }: ApiContext): void {
  api.route({
    ...operation({
      method: 'GET',
      url: '/async-api-spec.json',
      id: 'getAsyncApiDocument',
      tag: 'Gateway',
      summary: 'Describe the MQTT topics in AsyncAPI 3',
      description:
        'Made anew of the settings each time: the MQTT listeners that run, a channel for each topic, the messages with their schemas, ' +
        'and what the server publishes and hears.',
      replies: { 200: reply('The document', 'AsyncApiDocument') },
    }),
    handler: async (request): Promise<AsyncApiDocument> => {
      const [{ version }, gateway, mqtt, listeners] = await Promise.all([
        ports.node.status(),
        ports.settings.read(),
        ports.mqttSettings.read(),
        ports.mqttListeners.list(),
      ]);
      return asyncApiDocument({
        version,
        // The roots of a document that packages/config has found to be valid and whole.
        gateway: gateway as unknown as OcppSettings,
        mqtt: mqtt as unknown as MqttSettings,
        listeners,
        callersHost: request.hostname,
      });
    },
  });
}

import { gatewaySettingsSchema } from '@ocpp-broker/config';
import { annotationsAsExtensions } from './annotations.ts';
import type { Schema } from './operation.ts';
import { amount, exact, flag, maybeTime, text, time } from './schema-parts.ts';

const connections = {
  max_connections: amount('Connections that are allowed'),
  current_connections: amount('Connections now'),
};

const gatewayStatus = text('Whether the gateway runs', { enum: ['running', 'stopped'] });

const gatewayTimes = {
  created_at: time('When the gateway was made'),
  started_at: maybeTime('When it last began to run'),
  stopped_at: time('When it was switched off; only while it is'),
};

const settingsProperties = gatewaySettingsSchema().properties as unknown as Readonly<Record<string, Schema>>;

/** The schemas of the gateway and its settings. */
export const gatewaySchemas: Readonly<Record<string, Schema>> = {
  GatewayOverview: exact(
    {
      name: text('Name of the gateway'),
      status: gatewayStatus,
      ...gatewayTimes,
      ...connections,
      listeners: {
        type: 'array',
        items: exact({ id: text('Id'), type: text('Type'), name: text('Name'), running: flag('Whether it listens') }),
      },
      node_status: {
        type: 'array',
        items: exact({ node: text('Name of the node'), status: gatewayStatus, ...connections }),
      },
    },
    ['stopped_at'],
  ),
  GatewaySettings: annotationsAsExtensions({ ...gatewaySettingsSchema() }),
  Gateway: annotationsAsExtensions({
    type: 'object',
    additionalProperties: false,
    required: ['name', 'status', 'created_at', 'started_at', 'listeners', ...Object.keys(settingsProperties)],
    properties: {
      name: text('Name of the gateway'),
      status: gatewayStatus,
      ...gatewayTimes,
      ...settingsProperties,
      listeners: { type: 'array', items: { $ref: 'Listener#' } },
    },
  }),
};

import { apiSchema } from './api-schema.ts';
import { frozen } from './document.ts';
import { ocppSchema } from './gateway-schema.ts';
import { logSchema } from './log-schema.ts';
import { mqttSchema } from './mqtt-schema.ts';
import { path, type SectionSchema, section, text } from './setting-schema.ts';
import { webhooksSchema } from './webhook-schema.ts';

/** The keywords beside JSON Schema's own; a strict validator has to be told them. They only annotate. */
export const settingsKeywords: readonly string[] = ['apply', 'expects', 'unit', 'range', 'secret'];

/** The JSON Schema (draft 7) of the whole settings document. */
export const settingsSchema: SectionSchema = frozen(
  section('The settings of ocpp-broker.', {
    data_dir: path('./data', 'restart', 'The folder of the database; it is made when it is not there.', 'needed'),
    node_name: text(
      'ocpp-broker@127.0.0.1',
      'restart',
      'The name of this server, shown as `node` wherever EMQX shows one.',
      { pattern: '^[!-~]+$', expects: 'a name without spaces such as ocpp-broker@127.0.0.1', maxLength: 128 },
    ),
    log: logSchema,
    api: apiSchema,
    mqtt: mqttSchema,
    gateway: section('Protocols beside MQTT.', { ocpp: ocppSchema }),
    webhooks: webhooksSchema,
  }),
);

// These two have paths of their own in the HTTP interface.
const apart: readonly string[] = ['authentication', 'listeners'];

const partOf = (schema: SectionSchema): SectionSchema =>
  frozen({
    ...schema,
    properties: Object.fromEntries(Object.entries(schema.properties).filter(([key]) => !apart.includes(key))),
  });

const gatewayPart = partOf(ocppSchema);
const mqttPart = partOf(mqttSchema);

/** The JSON Schema of what GET and PUT /gateways/ocpp carry: `gateway.ocpp` without its authentication and listeners. */
export const gatewaySettingsSchema = (): SectionSchema => gatewayPart;

/** The JSON Schema of what GET and PUT /configs/mqtt carry: `mqtt` without its authentication and listeners. */
export const mqttSettingsSchema = (): SectionSchema => mqttPart;

import type { Schema } from './operation.ts';
import { exact, text } from './schema-parts.ts';

const named = (description: string, example: Schema): Schema => ({
  type: 'object',
  additionalProperties: { type: 'object' },
  description,
  examples: [example],
});

const channel = { address: 'ocpp/cp/{clientid}', parameters: { clientid: { description: 'The charge point' } } };

/** The schema of the document about the MQTT topics: its outline, the rest is AsyncAPI's to say. */
export const asyncApiSchemas: Readonly<Record<string, Schema>> = {
  AsyncApiDocument: exact({
    asyncapi: text('Version of AsyncAPI', { const: '3.0.0' }),
    info: {
      type: 'object',
      description: 'What is described',
      examples: [{ title: 'ocpp-broker', version: '1.0.0' }],
    },
    defaultContentType: text('Of every message', { examples: ['application/json'] }),
    servers: named('The MQTT listeners that run', { 'tcp-default': { host: 'broker.example:1883', protocol: 'mqtt' } }),
    channels: named('The topics', { calls: channel }),
    operations: named('What the server sends and receives', { 'send-calls': { action: 'send' } }),
    components: named('Messages, their schemas, and how to log in', { messages: { Call: { name: 'Call' } } }),
  }),
};

// The schemas that several routes share: they become the components of the OpenAPI document.

import { accessSchemas } from './access-schema.ts';
import { adminSchemas } from './admin-schema.ts';
import { asyncApiSchemas } from './async-api-schema.ts';
import { authenticationSchemas } from './authentication-schema.ts';
import { callSchemas } from './calls-schema.ts';
import { clientSchemas } from './client-schema.ts';
import { dataSchemas } from './data-schema.ts';
import { frameSchemas } from './frames-schema.ts';
import { gatewaySchemas } from './gateway-schema.ts';
import { listenerSchemas } from './listener-schema.ts';
import { mqttSchemas } from './mqtt-schema.ts';
import type { Schema } from './operation.ts';
import { roles } from './roles.ts';
import { amount, exact, flag, text, time } from './schema-parts.ts';
import { statsSchemas } from './stats-schema.ts';
import { webhookSchemas } from './webhook-schema.ts';

/** Every shared schema by its name. */
export const sharedSchemas: Readonly<Record<string, Schema>> = {
  Error: exact({
    code: text('Stable name of the error', { examples: ['RESOURCE_NOT_FOUND'] }),
    message: text('What went wrong, in a sentence', { examples: ['Client not found'] }),
  }),
  PageMeta: exact({
    page: { type: 'integer', minimum: 1, description: 'Number of this page' },
    limit: { type: 'integer', minimum: 1, description: 'Entries on a page' },
    count: amount('Entries on all pages'),
    hasnext: flag('Whether another page follows'),
  }),
  User: exact(
    {
      user_id: text('Name of the user'),
      is_superuser: flag('Whether the user may do everything'),
      identities: { type: 'array', items: { type: 'string' }, description: 'Identities that the user is bound to' },
      client_ids: { type: 'array', items: { type: 'string' }, description: 'Client ids that the user is bound to' },
    },
    ['identities', 'client_ids'],
  ),
  ApiKey: apiKeySchema([]),
  NewApiKey: apiKeySchema(['api_secret']),
  ...clientSchemas,
  ...gatewaySchemas,
  ...listenerSchemas,
  ...mqttSchemas,
  ...accessSchemas,
  ...adminSchemas,
  ...authenticationSchemas,
  ...dataSchemas,
  ...callSchemas,
  ...frameSchemas,
  ...statsSchemas,
  ...webhookSchemas,
  ...asyncApiSchemas,
};

function apiKeySchema(more: readonly 'api_secret'[]): Schema {
  return exact({
    name: text('Name that the operator gave'),
    api_key: text('User name of Basic authentication'),
    ...Object.fromEntries(more.map((name) => [name, text('Password of Basic authentication, told only now')])),
    desc: text('What it is for'),
    enable: flag('Whether it may be used'),
    expired_at: text('RFC 3339, or `infinity`'),
    expired: flag('Whether it has expired'),
    created_at: time('When it was made'),
    role: text('What it may do', { enum: roles }),
  });
}

import { settingsSchema } from '@ocpp-broker/config';
import { annotationsAsExtensions } from './annotations.ts';
import type { Schema } from './operation.ts';
import { amount, exact, flag, text } from './schema-parts.ts';

type Properties = Readonly<Record<string, Schema>>;

// Where the settings say it, the same words stand here.
const propertiesAt = (...path: readonly string[]): Properties => {
  const section = path.reduce<Schema>(
    (schema, key) => (schema.properties as Properties)[key] ?? {},
    settingsSchema as unknown as Schema,
  );
  return annotationsAsExtensions(section).properties as Properties;
};

const {
  enable: gatewayEnable = {},
  bootstrap_file: _file,
  ...ofGateway
} = propertiesAt('gateway', 'ocpp', 'authentication');
const { enable: _jwt, ...ofJwt } = propertiesAt('mqtt', 'authentication', 'jwt');
const { enable: _http, ...ofHttp } = propertiesAt('mqtt', 'authentication', 'http');

const mechanism = (value: string): Schema => text('Mechanism', { const: value });
const enable = flag('Whether it is asked');
const id = (value: string): Schema => text('Id', { const: value });

// In a body each of them may be left out; keys that EMQX has besides are ignored.
const open = (properties: Properties): Schema => ({ type: 'object', properties });

/** The schemas of what says who somebody is, and of where topic rules come from. */
export const authenticationSchemas: Readonly<Record<string, Schema>> = {
  GatewayAuthenticator: exact({ ...ofGateway, enable: gatewayEnable }),
  GatewayAuthenticatorChange: open({ enable: gatewayEnable, ...ofGateway }),
  Authenticator: {
    type: 'object',
    oneOf: [
      exact({
        id: id('password_based:built_in_database'),
        mechanism: mechanism('password_based'),
        backend: text('Where the users are', { const: 'built_in_database' }),
        user_id_type: text('What a user is looked up by', { const: 'username' }),
        password_hash_algorithm: exact({ name: text('How passwords are stored', { examples: ['scrypt'] }) }),
        enable,
      }),
      exact({ id: id('jwt'), mechanism: mechanism('jwt'), ...ofJwt, enable }),
      exact({
        id: id('password_based:http'),
        mechanism: mechanism('password_based'),
        backend: text('Who is asked', { const: 'http' }),
        ...ofHttp,
        enable,
      }),
    ],
  },
  AuthenticatorChange: open({
    mechanism: text('Mechanism', { enum: ['password_based', 'jwt'] }),
    backend: text('Backend of `password_based`', { enum: ['built_in_database', 'http'] }),
    enable,
    ...ofJwt,
    ...ofHttp,
  }),
  AuthorizationSource: exact({
    type: text('What it is', { const: 'built_in_database' }),
    enable: flag('Whether clients are held to its rules'),
    max_rules: amount('Rules that one list may have'),
  }),
  UserImport: exact({
    total: amount('Rows in the file'),
    success: amount('Users that are new'),
    override: amount('Users that existed and were changed'),
    skipped: amount('Users that existed and were left alone'),
    failed: amount('Rows that could not be stored'),
    problems: {
      type: 'array',
      description: 'Why rows failed, the first hundred',
      items: exact({
        line: { type: 'integer', minimum: 1, description: 'Line of the file' },
        reason: text('Why'),
      }),
    },
  }),
};

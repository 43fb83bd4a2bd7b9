import { backedUpRules } from './access-schema.ts';
import { backupFormat } from './backup-document.ts';
import type { Schema } from './operation.ts';
import { roles } from './roles.ts';
import { amount, exact, flag, text, time } from './schema-parts.ts';

// A document of this many bytes is bounded already; these keep one part from being all of it.
const USERS_MAX = 200_000;
const ENTRIES_MAX = 100_000;
const KEYS_MAX = 1_000;

const list = (items: Schema, maxItems: number, description: string): Schema => ({
  type: 'array',
  items,
  maxItems,
  description,
});
const some = (properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});
const NAME = { minLength: 1, maxLength: 1024 };
const names = (description: string): Schema => list({ type: 'string' }, 1000, description);

const user = some(
  {
    user_id: text('Name of the user', { minLength: 1, maxLength: 256 }),
    password_hash: text('The hash of the password, a PHC string of scrypt or sha256', {
      maxLength: 1024,
      examples: ['$sha256$c2FsdA$8u9/mu2yw7UEC8FmkaEXd1ipKtkeHud3cCFaMyv2CZ8'],
    }),
    is_superuser: flag('Whether the user may do everything'),
    role: text('What a user of the console may do', { enum: roles }),
    description: text('Who it is, of a user of the console'),
    identities: names('Identities that the user is bound to'),
    client_ids: names('Client ids that the user is bound to'),
    created_at: time('When it was made'),
  },
  ['user_id', 'password_hash'],
);
const users = list({ $ref: 'UserInBackup#' }, USERS_MAX, 'The users');
const counts = exact({
  added: amount('How many are new'),
  changed: amount('How many were there and are named'),
  removed: amount('How many are gone'),
});

const parts: Readonly<Record<string, Schema>> = {
  settings: {
    type: 'object',
    additionalProperties: true,
    description: 'The settings that were changed over this API; secrets are masked',
  },
  topic_rules: some(
    {
      users: list(
        some({ username: text('Name', NAME), rules: backedUpRules }, ['username', 'rules']),
        ENTRIES_MAX,
        'Of users',
      ),
      clients: list(
        some({ clientid: text('Id', NAME), rules: backedUpRules }, ['clientid', 'rules']),
        ENTRIES_MAX,
        'Of client ids',
      ),
      all: backedUpRules,
    },
    [],
  ),
  bans: list(
    some(
      {
        as: text('What of a client is looked at', { enum: ['clientid', 'username', 'peerhost', 'peerhost_net'] }),
        who: text('The client id, user name, address or network', NAME),
        by: text('Who banned them', { maxLength: 1024 }),
        reason: text('Why', { maxLength: 1024 }),
        at: time('Since when'),
        until: text('RFC 3339, or `infinity`', { examples: ['infinity'] }),
      },
      ['as', 'who', 'until'],
    ),
    ENTRIES_MAX,
    'The bans',
  ),
  api_keys: list(
    some(
      {
        name: text('Name that the operator gave', NAME),
        desc: text('What it is for', { maxLength: 1024 }),
        enable: flag('Whether it may be used'),
        expired_at: text('RFC 3339, or `infinity`', { examples: ['infinity'] }),
        role: text('What it may do', { enum: roles }),
      },
      ['name'],
    ),
    KEYS_MAX,
    'The API keys, without their secrets',
  ),
  users: some({ ocpp: users, mqtt: users, admin: users }, []),
};

/** The schemas of what is exported, imported and copied. */
export const dataSchemas: Readonly<Record<string, Schema>> = {
  UserInBackup: user,
  Backup: some(
    {
      format: text('What the document is', { const: backupFormat.format }),
      version: { type: 'integer', const: backupFormat.version, description: 'Version of its form' },
      exported_at: time('When it was made'),
      node: text('Name of the node'),
      server_version: text('Version of the server'),
      ...parts,
    },
    ['format', 'version'],
  ),
  Restored: exact(
    {
      dry_run: flag('Whether nothing was changed'),
      mode: text('What became of what the document does not name', { enum: ['merge', 'replace'] }),
      settings: flag('Whether there were settings in it'),
      missing_secrets: {
        type: 'array',
        items: text('Path of a setting', { examples: ['webhooks.billing.secret'] }),
        description:
          'Settings whose secret is masked in the document and not known here: they are as if the document had left them out',
      },
      topic_rules: counts,
      bans: counts,
      api_keys: exact({
        changed: amount('How many were there'),
        unknown: amount('How many are not here, and cannot be made without their secrets'),
      }),
      users: exact({ ocpp: counts, mqtt: counts, admin: counts }, ['ocpp', 'mqtt', 'admin']),
    },
    ['missing_secrets', 'topic_rules', 'bans', 'api_keys', 'users'],
  ),
  DatabaseCopy: exact({
    name: text('Name of the copy', { examples: ['backup-2026-01-01T00-00-00-000Z'] }),
    created_at: time('When it was made'),
    size: amount('Bytes of all its files'),
    files: {
      type: 'array',
      items: exact({ name: text('Name of the file', { examples: ['store.db'] }), size: amount('Bytes') }),
      description: 'One for each database',
    },
  }),
};

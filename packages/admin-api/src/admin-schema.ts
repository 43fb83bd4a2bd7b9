import type { Schema } from './operation.ts';
import { roles } from './roles.ts';
import { exact, flag, text, time } from './schema-parts.ts';

/** The schemas of those who administer, their logins, and what they did. */
export const adminSchemas: Readonly<Record<string, Schema>> = {
  AdminUser: exact({
    username: text('Name of the user', { examples: ['admin'] }),
    role: text('What the user may do', { enum: roles }),
    description: text('Who it is'),
    backend: text('Where the user is kept, as EMQX tells it', { const: 'local' }),
  }),
  Session: exact({
    id: text('Id of the session; the token cannot be found from it', { examples: ['0123456789abcdef'] }),
    ip_address: text('Address that logged in', { examples: ['192.0.2.7'] }),
    created_at: time('When it logged in'),
    last_used_at: time('When its token was last used'),
    expires_at: time('When it ends unless it is used before'),
    current: flag('Whether it is the one of this request'),
  }),
  AuditEntry: exact({
    created_at: time('When it was done'),
    actor: text('Name of the user or API key', { examples: ['admin'] }),
    actor_type: text('Which of the two', { enum: ['user', 'api_key'] }),
    action: text('What was done', { examples: ['kick gateway client'] }),
    target: text('What it was done to', { examples: ['CP1'] }),
    ip_address: text('Address of the caller', { examples: ['192.0.2.7'] }),
    before: {
      description: 'What was changed or removed, as it was, without secrets; null when nothing is told',
      examples: [null],
    },
    after: {
      description: 'What was changed or made, as it is, without secrets; null when nothing is told',
      examples: [null],
    },
  }),
};

// The API's audit trail, imports and backups over the store and the settings.

import type {
  AuditDetail,
  AuditEntry,
  AuditTrail,
  StoredSettings,
  UserBackup,
  UserImporter,
} from '@ocpp-broker/admin-api';
import {
  type AuditLog,
  importUserFile,
  type JsonDocument,
  type PasswordOrigin,
  type Store,
  type UserRepository,
} from '@ocpp-broker/store';
import type { LiveSettings } from './live-settings.ts';

/** The audit trail. The store knows an actor as `user:ann`. */
export function auditPort(audit: AuditLog): AuditTrail {
  return {
    append: ({ actor, detail, ...entry }) =>
      audit.append({ ...entry, actor: `${actor.kind}:${actor.name}`, detail: detail as JsonDocument | null }),
    list: async (query) => {
      const { data, count } = await audit.list(query);
      return {
        data: data.map(({ actor, from, detail, ...entry }) => ({
          ...entry,
          actor: actorOf(actor),
          from: from ?? '',
          detail: detail as AuditDetail | null,
        })),
        count,
      };
    },
  };
}

/** Takes files of users of one realm in; `passwordOrigin` tells how plain passwords are to be hashed. */
export function userImportPort(users: UserRepository, passwordOrigin: () => PasswordOrigin): UserImporter {
  return {
    import: ({ text, format, type, saltPosition, override }) =>
      importUserFile(
        users,
        { text, format, type },
        {
          override,
          hash: { algorithm: 'sha256', saltPosition },
          passwordOrigin: passwordOrigin(),
        },
      ),
  };
}

/** Users with their hashes. */
export function userBackupPort(store: Pick<Store, 'users' | 'restoreUsers'>): UserBackup {
  return {
    page: (realm, after, limit) => store.users(realm).hashed(after, limit),
    restore: (users, how) => store.restoreUsers(users, how),
  };
}

/** What was changed over the API. */
export function storedSettingsPort(settings: Pick<LiveSettings, 'stored' | 'check' | 'put'>): StoredSettings {
  return {
    read: () => settings.stored,
    check: (document, mode) => settings.check(document, mode),
    put: async (document, mode) => {
      await settings.put(document, mode);
    },
  };
}

function actorOf(text: string): AuditEntry['actor'] {
  const at = text.indexOf(':');
  return { kind: text.slice(0, at) === 'api_key' ? 'api_key' : 'user', name: text.slice(at + 1) };
}

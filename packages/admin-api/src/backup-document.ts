// The document of GET /data/export and POST /data/import: its spelling, and what it is made of.
import type { Ban, TopicRuleList } from './access-ports.ts';
import type { BackedUpUser } from './data-ports.ts';
import type { ApiKey, Role, SettingsDocument } from './ports.ts';
import { formatTime, parseTime } from './timestamps.ts';
import { printRule, ruleOf } from './topic-rule-json.ts';

/** What the document calls itself, and the version of its form. */
export const backupFormat = { format: 'ocpp-broker-export', version: 1 } as const;

/** A user in the document. */
export type UserInBackup = {
  readonly user_id: string;
  readonly password_hash: string;
  readonly is_superuser?: boolean;
  readonly role?: Role;
  readonly description?: string;
  readonly identities?: readonly string[];
  readonly client_ids?: readonly string[];
  readonly created_at?: string;
};

/** An API key in the document; its secret is nowhere in it. */
export type ApiKeyInBackup = {
  readonly name: string;
  readonly desc?: string;
  readonly enable?: boolean;
  readonly expired_at?: string;
  readonly role?: Role;
};

type RulesInBackup = TopicRuleList['rules'];

/** The document; a part that is left out is left alone. */
export type BackupDocument = {
  readonly format: string;
  readonly version: number;
  readonly settings?: SettingsDocument;
  readonly topic_rules?: {
    readonly users?: readonly { readonly username: string; readonly rules: RulesInBackup }[];
    readonly clients?: readonly { readonly clientid: string; readonly rules: RulesInBackup }[];
    readonly all?: RulesInBackup;
  };
  readonly bans?: readonly {
    readonly as: Ban['as'];
    readonly who: string;
    readonly by?: string;
    readonly reason?: string;
    readonly at?: string;
    readonly until: string;
  }[];
  readonly api_keys?: readonly ApiKeyInBackup[];
  readonly users?: {
    readonly ocpp?: readonly UserInBackup[];
    readonly mqtt?: readonly UserInBackup[];
    readonly admin?: readonly UserInBackup[];
  };
};

const NEVER = 'infinity';

/** A user as the document has it. */
export function printBackedUpUser(user: BackedUpUser): UserInBackup {
  const { userId, passwordHash, isSuperuser, role, description = '', identities, clientIds, createdAt } = user;
  const created = formatTime(createdAt);
  return {
    user_id: userId,
    password_hash: passwordHash,
    is_superuser: isSuperuser,
    ...(role === undefined || role === null ? {} : { role }),
    ...(description === '' ? {} : { description }),
    ...(identities === undefined || identities === null ? {} : { identities }),
    ...(clientIds === undefined || clientIds === null ? {} : { client_ids: clientIds }),
    ...(created === null ? {} : { created_at: created }),
  };
}

/** A user of the document, which its schema has looked at. */
export function backedUpUserOf(user: UserInBackup): BackedUpUser {
  const { user_id, password_hash, is_superuser = false, role, description, identities, client_ids, created_at } = user;
  const createdAt = created_at === undefined ? undefined : parseTime(created_at);
  return {
    userId: user_id,
    passwordHash: password_hash,
    isSuperuser: is_superuser,
    ...(role === undefined ? {} : { role }),
    ...(description === undefined ? {} : { description }),
    ...(identities === undefined ? {} : { identities }),
    ...(client_ids === undefined ? {} : { clientIds: client_ids }),
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}

/** A list of rules as the document has it, under the name of its subject. */
export function printBackedUpRules({ subject, rules }: TopicRuleList): object {
  const printed = rules.map(printRule);
  if (subject.kind === 'all') return { rules: printed };
  return { [subject.kind]: subject.name, rules: printed };
}

/** All lists of rules of the document. */
export function backedUpRulesOf({
  users = [],
  clients = [],
  all,
}: NonNullable<BackupDocument['topic_rules']>): readonly TopicRuleList[] {
  return [
    ...users.map(({ username, rules }) => ({
      subject: { kind: 'username', name: username } as const,
      rules: rules.map(ruleOf),
    })),
    ...clients.map(({ clientid, rules }) => ({
      subject: { kind: 'clientid', name: clientid } as const,
      rules: rules.map(ruleOf),
    })),
    ...(all === undefined || all.length === 0 ? [] : [{ subject: { kind: 'all' } as const, rules: all.map(ruleOf) }]),
  ];
}

/** A ban as the document has it. */
export function printBackedUpBan({ as, who, by, reason, at, until }: Ban): object {
  return { as, who, by, reason, at: formatTime(at), until: until === NEVER ? NEVER : formatTime(until) };
}

/** The bans of the document that are not over; undefined for a time that cannot be read. */
export function backedUpBansOf(bans: NonNullable<BackupDocument['bans']>, now: number): readonly Ban[] | undefined {
  const read: Ban[] = [];
  for (const { as, who, by = '', reason = '', at, until } of bans) {
    const since = at === undefined ? now : parseTime(at);
    const end = until === NEVER ? NEVER : parseTime(until);
    if (since === undefined || end === undefined) return undefined;
    if (end === NEVER || end > now) read.push({ as, who, by, reason, at: since, until: end });
  }
  return read;
}

/** An API key as the document has it. */
export function printBackedUpKey({ name, description, enabled, expiresAt, role }: ApiKey): ApiKeyInBackup {
  return { name, desc: description, enable: enabled, expired_at: formatTime(expiresAt) ?? NEVER, role };
}

/** What the document says of an API key; undefined for a time that cannot be read. */
export function backedUpKeyOf(key: ApiKeyInBackup): Partial<ApiKey> | undefined {
  const { desc, enable, expired_at, role } = key;
  const expiresAt = expired_at === undefined ? undefined : expired_at === NEVER ? null : parseTime(expired_at);
  if (expired_at !== undefined && expiresAt === undefined) return undefined;
  return {
    ...(desc === undefined ? {} : { description: desc }),
    ...(enable === undefined ? {} : { enabled: enable }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(role === undefined ? {} : { role }),
  };
}

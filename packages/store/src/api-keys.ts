import { createHash, randomBytes } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import {
  type ApiKey,
  type ApiKeyChange,
  type ApiKeyCreation,
  type ApiKeyRepository,
  type ApiKeyVerification,
  type BootstrapApiKey,
  checkApiKeyChange,
  checkApiKeyName,
  checkApiKeyText,
  type NewApiKey,
} from './api-key.ts';
import { checkPassword, hashGeneratedKey } from './password.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { parsePasswordHash } from './phc.ts';
import type { Role } from './user.ts';
import type { PasswordVerifier, Verdict } from './verifier.ts';

/** The list is not paged, so it has an end. */
export const API_KEYS_MAX = 1_000;

const SCOPE = 'api_key';
const KEY_BYTES = 8;
const SECRET_BYTES = 32;
/** As EMQX names them; the rest of the name is made from the key, which no name may show whole. */
const BOOTSTRAP_NAME_PREFIX = 'from_bootstrap_file_';

type Row = {
  readonly name: string;
  readonly api_key: string;
  readonly algorithm: string;
  readonly secret_hash: string;
  readonly role: Role;
  readonly description: string;
  readonly enable: number;
  readonly expires_at: number | null;
  readonly created_at: number;
};

type Parts = {
  readonly database: Database;
  readonly verifier: PasswordVerifier;
  readonly hasher: PasswordHasher;
  readonly now: () => number;
};

/** The keys of the HTTP API in SQLite. */
export class SqliteApiKeys implements ApiKeyRepository {
  readonly #parts: Parts;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#statements = prepare(parts.database);
  }

  async create(key: NewApiKey): Promise<ApiKeyCreation> {
    checkApiKeyName(key.name);
    checkApiKeyChange(key);
    if (this.#statements.byName.get(key.name) !== undefined) return { outcome: 'exists' };
    const apiSecret = randomBytes(SECRET_BYTES).toString('base64url');
    const row: Row = {
      name: key.name,
      api_key: randomBytes(KEY_BYTES).toString('hex'),
      algorithm: 'sha256',
      secret_hash: hashGeneratedKey(apiSecret, false),
      role: key.role ?? 'administrator',
      description: key.description ?? '',
      enable: Number(key.enable ?? true),
      expires_at: key.expiresAt ?? null,
      created_at: this.#parts.now(),
    };
    return this.#insert(row) ? { outcome: 'created', apiKey: apiKeyOf(row), apiSecret } : { outcome: 'full' };
  }

  async addBootstrap({ key, secret, role }: BootstrapApiKey): Promise<'added' | 'updated' | 'unchanged' | 'full'> {
    checkApiKeyText(key);
    checkPassword(secret, 'chosen');
    const known = this.#statements.byKey.get(key);
    const sameSecret = known !== undefined && (await this.#check(key, known.secret_hash, secret)) === 'accepted';
    if (sameSecret && known.role === role) return 'unchanged';
    const secretHash = sameSecret ? known.secret_hash : await this.#parts.hasher.hash(secret, false);
    const algorithm = parsePasswordHash(secretHash).algorithm;
    if (this.#statements.setSecret.run(secretHash, algorithm, role, key).changes > 0) return 'updated';
    const added = this.#insert({
      name: `${BOOTSTRAP_NAME_PREFIX}${createHash('sha256').update(key).digest('hex').slice(0, 16)}`,
      api_key: key,
      algorithm,
      secret_hash: secretHash,
      role,
      description: 'from the bootstrap file',
      enable: 1,
      expires_at: null,
      created_at: this.#parts.now(),
    });
    return added ? 'added' : 'full';
  }

  async list(): Promise<readonly ApiKey[]> {
    return this.#statements.list.all(API_KEYS_MAX).map(apiKeyOf);
  }

  async find(name: string): Promise<ApiKey | null> {
    const row = this.#statements.byName.get(name);
    return row === undefined ? null : apiKeyOf(row);
  }

  async update(name: string, change: ApiKeyChange): Promise<ApiKey | null> {
    checkApiKeyChange(change);
    const row = this.#statements.byName.get(name);
    if (row === undefined) return null;
    const changed: Row = {
      ...row,
      role: change.role ?? row.role,
      description: change.description ?? row.description,
      enable: Number(change.enable ?? row.enable),
      expires_at: change.expiresAt === undefined ? row.expires_at : change.expiresAt,
    };
    this.#statements.update.run(changed.role, changed.description, changed.enable, changed.expires_at, name);
    return apiKeyOf(changed);
  }

  async remove(name: string): Promise<boolean> {
    return this.#statements.remove.run(name).changes > 0;
  }

  async verify(key: string, secret: string): Promise<ApiKeyVerification> {
    if (!this.#parts.database.open) return { outcome: 'busy' };
    const before = this.#statements.byKey.get(key)?.secret_hash ?? null;
    const outcome = await this.#check(key, before, secret);
    if (outcome !== 'accepted') return { outcome };
    if (!this.#parts.database.open) return { outcome: 'busy' };
    // Read again: the key may have been changed or removed while scrypt ran.
    const row = this.#statements.byKey.get(key);
    if (row === undefined || row.secret_hash !== before || row.enable === 0) return { outcome: 'refused' };
    const expired = row.expires_at !== null && row.expires_at <= this.#parts.now();
    return expired ? { outcome: 'refused' } : { outcome, apiKey: apiKeyOf(row) };
  }

  #check(key: string, secretHash: string | null, secret: string): Verdict | Promise<Verdict> {
    return this.#parts.verifier.verify({
      scope: SCOPE,
      userId: key,
      passwordHash: secretHash,
      password: Buffer.from(secret),
      hexKeys: false,
      hasScrypt: () => this.#statements.hasScrypt.get() !== undefined,
    });
  }

  #insert(row: Row): boolean {
    if ((this.#statements.count.get() ?? 0) >= API_KEYS_MAX) return false;
    this.#statements.insert.run(row);
    return true;
  }
}

function prepare(database: Database) {
  return {
    byName: database.prepare<[string], Row>('SELECT * FROM api_keys WHERE name = ?'),
    byKey: database.prepare<[string], Row>('SELECT * FROM api_keys WHERE api_key = ?'),
    list: database.prepare<[number], Row>('SELECT * FROM api_keys ORDER BY name LIMIT ?'),
    count: database.prepare<[], number>('SELECT count(*) FROM api_keys').pluck(),
    hasScrypt: database.prepare<[], unknown>("SELECT 1 FROM api_keys WHERE algorithm = 'scrypt' LIMIT 1"),
    insert: database.prepare<[Row]>(
      `INSERT INTO api_keys (name, api_key, algorithm, secret_hash, role, description, enable, expires_at, created_at)
       VALUES (@name, @api_key, @algorithm, @secret_hash, @role, @description, @enable, @expires_at, @created_at)`,
    ),
    setSecret: database.prepare<[string, string, Role, string]>(
      'UPDATE api_keys SET secret_hash = ?, algorithm = ?, role = ? WHERE api_key = ?',
    ),
    update: database.prepare<[Role, string, number, number | null, string]>(
      'UPDATE api_keys SET role = ?, description = ?, enable = ?, expires_at = ? WHERE name = ?',
    ),
    remove: database.prepare<[string]>('DELETE FROM api_keys WHERE name = ?'),
  };
}

function apiKeyOf(row: Row): ApiKey {
  return {
    name: row.name,
    apiKey: row.api_key,
    role: row.role,
    description: row.description,
    enable: row.enable === 1,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
  };
}

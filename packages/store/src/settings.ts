import type { Database } from 'better-sqlite3';
import { StoreError } from './store-error.ts';

/** A JSON object. */
export type JsonDocument = { readonly [name: string]: unknown };

/** The settings that the API stored, laid over file and environment by whoever composes the server. */
export interface SettingsRepository {
  /** `{}` when nothing was stored. */
  load(): Promise<JsonDocument>;
  /** Replaces the whole document; the old one stays whole when this fails. */
  save(document: JsonDocument): Promise<void>;
}

const DOCUMENT_BYTES_MAX = 1024 * 1024;

/** The settings document in one row of SQLite. */
export class SqliteSettings implements SettingsRepository {
  readonly #now: () => number;
  readonly #load;
  readonly #save;

  constructor(parts: { readonly database: Database; readonly now: () => number }) {
    this.#now = parts.now;
    this.#load = parts.database.prepare<[], string>('SELECT document FROM settings WHERE id = 1').pluck();
    this.#save = parts.database.prepare<[string, number]>(
      `INSERT INTO settings (id, document, saved_at) VALUES (1, ?, ?)
       ON CONFLICT (id) DO UPDATE SET document = excluded.document, saved_at = excluded.saved_at`,
    );
  }

  async load(): Promise<JsonDocument> {
    const text = this.#load.get();
    if (text === undefined) return {};
    const document = parse(text);
    if (!isDocument(document)) {
      throw new StoreError(
        'store_unreadable',
        'the stored settings are damaged; delete the row of the table settings to go back to file and environment',
      );
    }
    return document;
  }

  async save(document: JsonDocument): Promise<void> {
    const text = JSON.stringify(document);
    if (Buffer.byteLength(text) > DOCUMENT_BYTES_MAX) {
      throw new StoreError('store_invalid_value', `the settings are larger than ${DOCUMENT_BYTES_MAX} bytes`);
    }
    this.#save.run(text, this.#now());
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isDocument(value: unknown): value is JsonDocument {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

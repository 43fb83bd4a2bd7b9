import type { Database } from 'better-sqlite3';
import { type Page, type Paging, rowsOf } from './paging.ts';
import type { JsonDocument } from './settings.ts';

/** Who did what to whom. `at` in ms since 1970, `from` a network address; `detail` never holds a secret: the caller sees to that. */
export type AuditEntry = {
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly from: string | null;
  readonly detail: JsonDocument | null;
};

/** A record of what was done over the API, which forgets the oldest entries. */
export interface AuditLog {
  append(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  list(paging: Paging): Promise<Page<AuditEntry>>;
}

/** Entries kept. */
export const AUDIT_ENTRIES_MAX = 10_000;
/** Longer texts are cut, a larger detail is left out: an entry must never be refused for its size. */
const TEXT_LENGTH_MAX = 256;
const DETAIL_LENGTH_MAX = 8_192;

type Row = {
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly from_address: string | null;
  readonly detail: string | null;
};

/** The audit log in SQLite. */
export class SqliteAudit implements AuditLog {
  readonly #statements: ReturnType<typeof prepare>;
  readonly #append: (row: Row) => void;

  constructor(parts: { readonly database: Database; readonly entriesMax?: number }) {
    const statements = prepare(parts.database);
    const entriesMax = parts.entriesMax ?? AUDIT_ENTRIES_MAX;
    this.#statements = statements;
    this.#append = parts.database.transaction((row: Row) => {
      const { lastInsertRowid } = statements.insert.run(row);
      // Ids grow by one and only the oldest rows ever go, so the id tells how many rows came after.
      statements.trim.run(Number(lastInsertRowid) - entriesMax);
    });
  }

  async append(entry: AuditEntry): Promise<void> {
    this.#append({
      at: entry.at,
      actor: entry.actor.slice(0, TEXT_LENGTH_MAX),
      action: entry.action.slice(0, TEXT_LENGTH_MAX),
      target: entry.target.slice(0, TEXT_LENGTH_MAX),
      from_address: entry.from?.slice(0, TEXT_LENGTH_MAX) ?? null,
      detail: entry.detail === null ? null : detailText(entry.detail),
    });
  }

  async list(paging: Paging): Promise<Page<AuditEntry>> {
    const { limit, offset } = rowsOf(paging);
    return { data: this.#statements.list.all(limit, offset).map(entryOf), count: this.#statements.count.get() ?? 0 };
  }
}

function prepare(database: Database) {
  return {
    insert: database.prepare<[Row]>(
      `INSERT INTO audit (at, actor, action, target, from_address, detail)
       VALUES (@at, @actor, @action, @target, @from_address, @detail)`,
    ),
    trim: database.prepare<[number]>('DELETE FROM audit WHERE id <= ?'),
    count: database.prepare<[], number>('SELECT count(*) FROM audit').pluck(),
    list: database.prepare<[number, number], Row>('SELECT * FROM audit ORDER BY id DESC LIMIT ? OFFSET ?'),
  };
}

function detailText(detail: JsonDocument): string {
  const text = JSON.stringify(detail);
  return text.length <= DETAIL_LENGTH_MAX
    ? text
    : JSON.stringify({ omitted: `longer than ${DETAIL_LENGTH_MAX} characters` });
}

function entryOf(row: Row): AuditEntry {
  return {
    at: row.at,
    actor: row.actor,
    action: row.action,
    target: row.target,
    from: row.from_address,
    detail: row.detail === null ? null : (JSON.parse(row.detail) as JsonDocument),
  };
}

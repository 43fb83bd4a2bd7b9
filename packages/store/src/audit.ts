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

/** Which entries; what is left out does not narrow. */
export type AuditQuery = Paging & {
  /** The whole actor (`user:ann`), or what stands behind its first colon (`ann`). */
  readonly actor?: string;
  readonly action?: string;
  /** A part of the action, in the same case. */
  readonly likeAction?: string;
  readonly target?: string;
  /** A part of the target, in the same case. */
  readonly likeTarget?: string;
  readonly fromAddress?: string;
  /** Then or later, ms since 1970. */
  readonly since?: number;
  /** Then or earlier, ms since 1970. */
  readonly until?: number;
};

/** A record of what was done over the API. When it is full, what was done most often forgets its oldest entry. */
export interface AuditLog {
  append(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  list(query: AuditQuery): Promise<Page<AuditEntry>>;
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
  readonly #entriesMax: number;
  readonly #write: (row: Row, leaving: string | undefined) => void;
  /** How many entries each action has. */
  readonly #counts: Map<string, number>;
  #total: number;

  constructor(parts: { readonly database: Database; readonly entriesMax?: number }) {
    const statements = prepare(parts.database);
    this.#statements = statements;
    this.#entriesMax = parts.entriesMax ?? AUDIT_ENTRIES_MAX;
    this.#write = parts.database.transaction((row: Row, leaving: string | undefined) => {
      if (leaving !== undefined) statements.forget.run(leaving);
      statements.insert.run(row);
    });
    statements.trim.run(this.#entriesMax);
    this.#counts = new Map(statements.actions.all().map(({ action, count }) => [action, count]));
    this.#total = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  async append(entry: AuditEntry): Promise<void> {
    const action = entry.action.slice(0, TEXT_LENGTH_MAX);
    // A script that publishes every second would else push out within hours who changed a setting.
    const leaving = this.#total < this.#entriesMax ? undefined : this.#mostFrequent();
    const row = {
      at: entry.at,
      actor: entry.actor.slice(0, TEXT_LENGTH_MAX),
      action,
      target: entry.target.slice(0, TEXT_LENGTH_MAX),
      from_address: entry.from?.slice(0, TEXT_LENGTH_MAX) ?? null,
      detail: entry.detail === null ? null : detailText(entry.detail),
    };
    this.#write(row, leaving);
    if (leaving !== undefined) this.#count(leaving, -1);
    this.#count(action, 1);
  }

  async list({ page, limit: rows, ...query }: AuditQuery): Promise<Page<AuditEntry>> {
    const { limit, offset } = rowsOf({ page, limit: rows });
    const filter: Filter = { ...NO_FILTER, ...query };
    return {
      data: this.#statements.list.all({ ...filter, limit, offset }).map(entryOf),
      count: this.#statements.count.get(filter) ?? 0,
    };
  }

  /** Actions are verbs of the API, of which there are some dozens. */
  #mostFrequent(): string | undefined {
    let found: string | undefined;
    let most = 0;
    for (const [action, count] of this.#counts) {
      if (count > most) [found, most] = [action, count];
    }
    return found;
  }

  #count(action: string, change: number): void {
    const count = (this.#counts.get(action) ?? 0) + change;
    if (count > 0) this.#counts.set(action, count);
    else this.#counts.delete(action);
    this.#total += change;
  }
}

type Filter = { readonly [Name in Exclude<keyof AuditQuery, keyof Paging>]-?: AuditQuery[Name] | null };

const NO_FILTER: Filter = {
  actor: null,
  action: null,
  likeAction: null,
  target: null,
  likeTarget: null,
  fromAddress: null,
  since: null,
  until: null,
};

// The table is bounded, so that walking through it is as good as an index. instr, not LIKE: a target may hold the wildcards of LIKE.
const FILTER = `(@actor IS NULL OR actor = @actor OR substr(actor, instr(actor, ':') + 1) = @actor)
  AND (@action IS NULL OR action = @action) AND (@likeAction IS NULL OR instr(action, @likeAction) > 0)
  AND (@target IS NULL OR target = @target) AND (@likeTarget IS NULL OR instr(target, @likeTarget) > 0)
  AND (@fromAddress IS NULL OR from_address = @fromAddress)
  AND (@since IS NULL OR at >= @since) AND (@until IS NULL OR at <= @until)`;

function prepare(database: Database) {
  return {
    insert: database.prepare<[Row]>(
      `INSERT INTO audit (at, actor, action, target, from_address, detail)
       VALUES (@at, @actor, @action, @target, @from_address, @detail)`,
    ),
    trim: database.prepare<[number]>(
      'DELETE FROM audit WHERE id <= (SELECT id FROM audit ORDER BY id DESC LIMIT 1 OFFSET ?)',
    ),
    forget: database.prepare<[string]>(
      'DELETE FROM audit WHERE id = (SELECT id FROM audit WHERE action = ? ORDER BY id LIMIT 1)',
    ),
    actions: database.prepare<[], { readonly action: string; readonly count: number }>(
      'SELECT action, count(*) AS count FROM audit GROUP BY action ORDER BY min(id)',
    ),
    count: database.prepare<[Filter], number>(`SELECT count(*) FROM audit WHERE ${FILTER}`).pluck(),
    list: database.prepare<[Filter & { readonly limit: number; readonly offset: number }], Row>(
      `SELECT * FROM audit WHERE ${FILTER} ORDER BY id DESC LIMIT @limit OFFSET @offset`,
    ),
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

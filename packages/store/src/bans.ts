import type { Database } from 'better-sqlite3';
import { type Ban, type BanKind, type BanRepository, checkBan } from './ban.ts';
import { StoreError } from './store-error.ts';

/** Bans kept: all of them are in the memory of whoever asks. */
export const BANS_MAX = 100_000;

type Row = {
  readonly kind: BanKind;
  readonly who: string;
  readonly banned_by: string;
  readonly reason: string;
  readonly at: number;
  readonly until: number | null;
};

type Parts = {
  readonly database: Database;
  readonly now: () => number;
  readonly bansMax?: number | undefined;
};

/** The bans in SQLite. */
export class SqliteBans implements BanRepository {
  readonly #now: () => number;
  readonly #bansMax: number;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #put: (row: Row) => void;

  constructor({ database, now, bansMax = BANS_MAX }: Parts) {
    this.#now = now;
    this.#bansMax = bansMax;
    const statements = prepare(database);
    this.#statements = statements;
    this.#put = database.transaction((row: Row) => {
      if (statements.has.get(row.kind, row.who) === undefined) this.#makeRoom();
      statements.put.run(row);
    });
  }

  async load(): Promise<readonly Ban[]> {
    this.#statements.removeOver.run(this.#now());
    return this.#statements.list.all().map(banOf);
  }

  async put(ban: Ban): Promise<void> {
    checkBan(ban);
    const { as: kind, who, by: banned_by, reason, at, until } = ban;
    this.#put({ kind, who, banned_by, reason, at, until: until === 'infinity' ? null : until });
  }

  async delete(as: BanKind, who: string): Promise<boolean> {
    return this.#statements.remove.run(as, who).changes > 0;
  }

  #makeRoom(): void {
    const { count, removeOver } = this.#statements;
    if ((count.get() ?? 0) < this.#bansMax) return;
    removeOver.run(this.#now());
    if ((count.get() ?? 0) >= this.#bansMax) {
      throw new StoreError('store_invalid_value', `there are ${this.#bansMax} bans already, as many as may be`);
    }
  }
}

function prepare(database: Database) {
  return {
    list: database.prepare<[], Row>('SELECT * FROM bans ORDER BY kind, who'),
    has: database.prepare<[string, string], unknown>('SELECT 1 FROM bans WHERE kind = ? AND who = ?'),
    count: database.prepare<[], number>('SELECT count(*) FROM bans').pluck(),
    put: database.prepare<[Row]>(
      `INSERT OR REPLACE INTO bans (kind, who, banned_by, reason, at, until)
       VALUES (@kind, @who, @banned_by, @reason, @at, @until)`,
    ),
    remove: database.prepare<[string, string]>('DELETE FROM bans WHERE kind = ? AND who = ?'),
    removeOver: database.prepare<[number]>('DELETE FROM bans WHERE until <= ?'),
  };
}

function banOf({ kind, who, banned_by, reason, at, until }: Row): Ban {
  return { as: kind, who, by: banned_by, reason, at, until: until ?? 'infinity' };
}

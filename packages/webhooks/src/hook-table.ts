import type { Database } from 'better-sqlite3';

/** A hook that was taken out of the settings by mistake, or under another name for a moment, finds its events again for so long. */
export const removedHookKeptMs = 86_400_000;
/** Removed hooks whose events are kept at all. */
export const removedHooksMax = 32;

/** A hook that is no more, and how many events went with it. */
export type ForgottenHook = { readonly name: string; readonly queued: number; readonly deadLetters: number };

type Row = { readonly id: number; readonly name: string; readonly removedAt: number | null };

/** Under which ids the events of hooks are stored. */
export class HookTable {
  readonly #database: Database;
  readonly #all;
  readonly #insert;
  readonly #mark;
  readonly #deletions;

  constructor(database: Database) {
    this.#database = database;
    this.#all = database.prepare<[], Row>(
      'SELECT id, name, removed_at AS removedAt FROM hook ORDER BY removed_at DESC, id DESC',
    );
    this.#insert = database.prepare<[string]>('INSERT INTO hook (name) VALUES (?)');
    this.#mark = database.prepare<[number | null, number]>('UPDATE hook SET removed_at = ? WHERE id = ?');
    this.#deletions = [
      database.prepare<[number]>('DELETE FROM queued WHERE hook_id = ?'),
      database.prepare<[number]>('DELETE FROM dead WHERE hook_id = ?'),
      database.prepare<[number]>('DELETE FROM hook WHERE id = ?'),
    ] as const;
  }

  /** Writes which hooks there are now; returns their ids by name, and the hooks that were removed too long ago. */
  assign(
    names: readonly string[],
    now: number,
  ): { readonly ids: ReadonlyMap<string, number>; readonly forgotten: readonly ForgottenHook[] } {
    return this.#database
      .transaction(() => {
        const wanted = new Set(names);
        for (const { id, name, removedAt } of this.#all.all()) {
          if (wanted.has(name)) this.#mark.run(null, id);
          else if (removedAt === null) this.#mark.run(now, id);
        }
        const known = new Set(this.#all.all().map(({ name }) => name));
        for (const name of wanted) if (!known.has(name)) this.#insert.run(name);
        const forgotten = this.#forget(now);
        return { ids: new Map(this.#all.all().map(({ id, name }) => [name, id])), forgotten };
      })
      .immediate();
  }

  #forget(now: number): readonly ForgottenHook[] {
    const removed = this.#all.all().flatMap((row) => (row.removedAt === null ? [] : [row]));
    const old = removed.filter(
      ({ removedAt }, place) => place >= removedHooksMax || now - (removedAt ?? now) >= removedHookKeptMs,
    );
    return old.map(({ id, name }) => {
      const [queued = 0, deadLetters = 0] = this.#deletions.map((statement) => statement.run(id).changes);
      return { name, queued, deadLetters };
    });
  }
}

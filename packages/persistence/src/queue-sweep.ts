import type { StoreContext } from './store-context.ts';

// About three milliseconds of work. All at once, the hundred thousand messages of one session would hold everybody up for half a second.
const ROWS_PER_TURN = 500;

/** Removes the messages of ended sessions, a few in each turn. Session ids are not used again, so nobody can meet them meanwhile. */
export class QueueSweep {
  readonly #context: StoreContext;
  readonly #statements;
  #sessionIds: number[] = [];
  #running = false;

  constructor(context: StoreContext) {
    this.#context = context;
    const { database } = context;
    this.#statements = {
      ended: database
        .prepare<[], number>('SELECT DISTINCT session_id FROM queued WHERE session_id NOT IN (SELECT id FROM session)')
        .pluck(),
      some: database.prepare(
        `DELETE FROM queued WHERE seq IN (
           SELECT seq FROM queued INDEXED BY queued_in_order WHERE session_id = ? LIMIT ${ROWS_PER_TURN}
         )`,
      ),
    };
  }

  /** Takes up what a process before this one, or a turn that was undone, has left. */
  load(): void {
    this.#sessionIds = this.#statements.ended.all();
    this.#run();
  }

  /** Begins to remove the messages of a session that ends in this turn. */
  add(sessionId: number): void {
    this.#sessionIds.push(sessionId);
    this.#run();
  }

  #run(): void {
    if (this.#running || this.#sessionIds.length === 0) return;
    this.#running = true;
    setImmediate(async () => {
      this.#running = false;
      // After a failure, a full disk perhaps, the rest waits for the next ended session or the next start.
      const swept = await this.#step().then(
        () => true,
        () => false,
      );
      if (swept) this.#run();
    });
  }

  async #step(): Promise<void> {
    const { database, commits } = this.#context;
    const [sessionId] = this.#sessionIds;
    if (sessionId === undefined || !database.open) return;
    await commits.durably(() => {
      commits.open();
      const { changes } = this.#statements.some.run(sessionId);
      if (changes < ROWS_PER_TURN) this.#sessionIds = this.#sessionIds.filter((id) => id !== sessionId);
    });
  }
}

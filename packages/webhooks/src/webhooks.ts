import type { Database } from 'better-sqlite3';
import { openDatabase, type Synchronous } from './database.ts';
import { type DeadLetter, DeadLetters, type Page, type Paging } from './dead-letters.ts';
import { isWanted, union, type WantedKinds } from './event-filter.ts';
import { EventQueue } from './event-queue.ts';
import { Hook, type HookParts } from './hook.ts';
import type { HookStatus } from './hook-status.ts';
import { HookTable } from './hook-table.ts';
import { type HookTest, testHook } from './hook-test.ts';
import { checkHooks } from './option-check.ts';
import { type Clock, type Logger, systemClock } from './ports.ts';
import { TurnWrites } from './turn-writes.ts';
import { WebhookError } from './webhook-error.ts';
import { type EventKind, encodeEvent, eventBytesMax, type WebhookEvent } from './webhook-event.ts';
import type { WebhookOptions } from './webhook-options.ts';

/** What webhooks are opened with. */
export type WebhooksOptions = {
  /** The database file, which is theirs alone; `:memory:` for none. */
  readonly path: string;
  readonly hooks: readonly WebhookOptions[];
  readonly log: Logger;
  readonly synchronous?: Synchronous;
  readonly clock?: Clock;
  /** From 0 to 1; spreads the waits after failures. */
  readonly random?: () => number;
};

const CLOSE_WITHIN_MS = 1_000;

/** Opens the database and begins to send. Throws a WebhookError on a file or on hooks that cannot be used. */
export function openWebhooks(options: WebhooksOptions): Webhooks {
  checkHooks(options.hooks);
  const database = openDatabase(options.path, options.synchronous);
  try {
    return new Webhooks(database, options);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Sends events to the URLs that want them, until they are taken. */
export class Webhooks {
  readonly #database: Database;
  readonly #table: HookTable;
  readonly #parts: HookParts & { readonly writes: TurnWrites };
  #hooks: ReadonlyMap<string, Hook> = new Map();
  #hooksById: ReadonlyMap<number, Hook> = new Map();
  #wanted: WantedKinds = new Map();
  #isClosed = false;

  /** Use `openWebhooks`. */
  constructor(database: Database, options: WebhooksOptions) {
    const { log, clock = systemClock, random = Math.random } = options;
    const writes = new TurnWrites(database, clock, (error) => {
      log.error({ err: error }, 'webhooks cannot be stored; they wait in memory, and it is tried again');
    });
    const queue = new EventQueue(database, writes, (hookId, arrived) => this.#hooksById.get(hookId)?.arrived(arrived));
    this.#database = database;
    this.#table = new HookTable(database);
    this.#parts = { writes, queue, deadLetters: new DeadLetters(database, writes, queue), log, clock, random };
    this.#assemble(options.hooks);
  }

  /** Whether an event of this kind and action would go anywhere: asked before one is made. */
  wants(kind: EventKind, action?: string): boolean {
    return isWanted(this.#wanted, kind, action);
  }

  /**
   * Hands an event to the hooks that want it. Never throws and never waits: it is on disk at the end of this turn of the event loop, and is
   * sent later. What is not taken is counted, logged and told by `status`.
   */
  emit(event: WebhookEvent): void {
    if (!this.wants(event.kind, event.action)) return;
    const now = this.#parts.clock.now();
    let text: EventText | undefined;
    for (const hook of this.#hooks.values()) {
      if (hook.filter?.matches(event) !== true) continue;
      text ??= textOf(event, now);
      if (text.problem === undefined) hook.offer(now, text.bytes, text.body);
      else hook.lose(text.problem);
    }
  }

  /**
   * Takes other hooks, all or none. What waits for a hook of the same name goes by its new options, at once; a hook that is removed ends,
   * and finds what waited for it when it comes back within a day. Throws a WebhookError on hooks that cannot be used.
   */
  reconfigure(hooks: readonly WebhookOptions[]): void {
    this.#refuseClosed();
    checkHooks(hooks);
    this.#parts.writes.flush();
    this.#assemble(hooks);
  }

  /** One for each hook, in the order of the settings. */
  status(): readonly HookStatus[] {
    return [...this.#hooks.values()].map((hook) => hook.status());
  }

  /** What was given up for a hook, oldest first. Throws a WebhookError when there is no such hook or page. */
  deadLetters(name: string, paging: Paging): Page<DeadLetter> {
    return this.#parts.deadLetters.list(this.#settledHook(name).id, paging);
  }

  /** Sends dead letters (all, without `ids`) again, as many as the queue has room for; returns how many. Throws a WebhookError. */
  retryDeadLetters(name: string, ids?: readonly number[]): number {
    return this.#settledHook(name).requeue(ids);
  }

  /** Forgets dead letters (all, without `ids`); returns how many. Throws a WebhookError. */
  dropDeadLetters(name: string, ids?: readonly number[]): number {
    return this.#settledHook(name).dropDeadLetters(ids);
  }

  /** Tries a hook at once that waits or is suspended. Throws a WebhookError. */
  retryNow(name: string): void {
    this.#settledHook(name).retryNow();
  }

  /**
   * Sends one event of the kind `test`, whatever the filters say, also while the hook is off, and tells how it was taken. At once it throws
   * a WebhookError when there is no such hook.
   */
  test(name: string): Promise<HookTest> {
    return testHook(this.#settledHook(name).options, this.#parts.clock);
  }

  /** Writes something, and throws when the disk refuses it. */
  checkWritable(): void {
    this.flush();
    this.#database.pragma(`user_version = ${Number(this.#database.pragma('user_version', { simple: true }))}`);
  }

  /** Commits what was emitted in this turn. Throws when the disk refuses it; it is kept and tried again then. */
  flush(): void {
    this.#refuseClosed();
    this.#parts.writes.flush();
  }

  /** Takes no more events, gives requests under way a second to be answered, and closes the file. What waits is sent after the next start. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#wanted = new Map();
    const { clock, log, writes } = this.#parts;
    const hooks = [...this.#hooks.values()];
    const { promise: timeIsUp, resolve } = Promise.withResolvers<void>();
    const cancel = clock.after(CLOSE_WITHIN_MS, resolve);
    await Promise.race([timeIsUp, Promise.all(hooks.map((hook) => hook.quiet()))]);
    cancel();
    for (const hook of hooks) hook.end();
    try {
      writes.flush();
    } catch (error) {
      log.error({ err: error }, 'the last webhooks could not be stored');
    }
    writes.stop();
    this.#database.close();
  }

  /** The hook, once everything is written. */
  #settledHook(name: string): Hook {
    this.#refuseClosed();
    const hook = this.#hooks.get(name);
    if (hook === undefined) throw new WebhookError('webhook_unknown', `there is no webhook ${JSON.stringify(name)}`);
    this.#parts.writes.flush();
    return hook;
  }

  #refuseClosed(): void {
    if (this.#isClosed) throw new WebhookError('store_closed', 'the webhooks have been closed');
  }

  #assemble(options: readonly WebhookOptions[]): void {
    const { clock, log } = this.#parts;
    const { ids, forgotten } = this.#table.assign(
      options.map(({ name }) => name),
      clock.now(),
    );
    for (const { name, queued, deadLetters } of forgotten) {
      log.warn({ hook: name, queued, deadLetters }, 'what waited for a webhook that was removed is forgotten');
    }
    const before = this.#hooks;
    const hooks = options.map((one) => {
      const known = before.get(one.name);
      const hook = known ?? new Hook(ids.get(one.name) ?? 0, one, this.#parts);
      return { hook, one, isNew: known === undefined };
    });
    this.#hooks = new Map(hooks.map(({ hook, one }) => [one.name, hook]));
    this.#hooksById = new Map(hooks.map(({ hook }) => [hook.id, hook]));
    for (const [name, hook] of before) if (!this.#hooks.has(name)) hook.end();
    for (const { hook, one, isNew } of hooks) {
      if (isNew) hook.start();
      else if (JSON.stringify(hook.options) !== JSON.stringify(one)) hook.reconfigure(one);
    }
    this.#wanted = union(
      [...this.#hooks.values()].flatMap(({ filter }) => (filter === undefined ? [] : [filter.wanted])),
    );
  }
}

type EventText =
  | { readonly body: string; readonly bytes: number; readonly problem?: undefined }
  | { readonly problem: string };

function textOf(event: WebhookEvent, now: number): EventText {
  try {
    const body = encodeEvent(event, now);
    const bytes = Buffer.byteLength(body);
    return bytes > eventBytesMax ? { problem: 'the event is too long' } : { body, bytes };
  } catch {
    return { problem: 'the event cannot be written as JSON' };
  }
}

import { Backlog } from './backlog.ts';
import { type Batch, bodyOf, splitByAge } from './batch.ts';
import type { DeadLetters } from './dead-letters.ts';
import { EventFilter } from './event-filter.ts';
import type { EventQueue, QueuedEvent, QueueUsage } from './event-queue.ts';
import { HookRecord } from './hook-record.ts';
import type { HookStatus } from './hook-status.ts';
import { Pause, retryAfterMs } from './pause.ts';
import type { Clock, Logger } from './ports.ts';
import { requestHeaders } from './request-headers.ts';
import { type Answer, Transport } from './transport.ts';
import { describe, verdictOf } from './verdict.ts';
import type { WebhookOptions } from './webhook-options.ts';

/** What hooks share. */
export type HookParts = {
  readonly queue: EventQueue;
  readonly deadLetters: DeadLetters;
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: () => number;
};

/** `closing`: starts nothing more. `ended`: what is still under way is broken off, and counts no more. */
type Phase = 'running' | 'closing' | 'ended';

/**
 * One receiver and what waits for it. There is one way through: `#pump` starts requests while there may be more, and everything that
 * changes something calls it.
 */
export class Hook {
  readonly id: number;
  readonly #parts: HookParts;
  readonly #backlog: Backlog;
  readonly #pause: Pause;
  readonly #record: HookRecord;
  readonly #sending = new Set<Batch>();
  /** Batches to go out again; with those that are under way no more than may be at once. */
  readonly #again: Batch[] = [];
  #options: WebhookOptions;
  #filter: EventFilter;
  #transport: Transport;
  #phase: Phase = 'running';
  #isSuspended = false;
  #cancelAlarm: (() => void) | undefined;
  #onQuiet: (() => void) | undefined;

  /** Of options that have been checked; everything that was written for this hook has to be committed. */
  constructor(id: number, options: WebhookOptions, parts: HookParts) {
    this.id = id;
    this.#options = options;
    this.#parts = parts;
    this.#filter = new EventFilter(options);
    this.#transport = new Transport(options, parts.clock);
    this.#backlog = new Backlog(parts.queue, id);
    this.#pause = new Pause(parts.random);
    this.#record = new HookRecord(options.name, parts.deadLetters.count(id), parts.clock, parts.log);
  }

  get options(): WebhookOptions {
    return this.#options;
  }

  /** Undefined while it wants nothing. */
  get filter(): EventFilter | undefined {
    return this.#options.enable ? this.#filter : undefined;
  }

  /** Takes an event, unless the queue is full: what waits already was promised, the next one was not. */
  offer(now: number, bytes: number, body: string): void {
    const room = this.#backlog.room(this.#options.queue);
    if (room.eventsMax < 1 || room.bytesMax < bytes) this.lose('the queue is full');
    else this.#backlog.add(now, bytes, body);
  }

  /** An event is not taken. */
  lose(reason: string): void {
    this.#record.dropped(reason);
  }

  /** Events can be read from the store. */
  arrived(usage: QueueUsage): void {
    this.#backlog.arrived(usage);
    this.#pump();
  }

  /** Starts what may go out; to be called once after the constructor. */
  start(): void {
    this.#pump();
  }

  /** What is under way ends as it began; everything else goes by the new options, at once. */
  reconfigure(options: WebhookOptions): void {
    this.#transport.retire();
    this.#options = options;
    this.#filter = new EventFilter(options);
    this.#transport = new Transport(options, this.#parts.clock);
    this.retryNow();
  }

  /** Ends a pause, or the rest that the receiver asked for with 410. */
  retryNow(): void {
    this.#pause.end();
    this.#isSuspended = false;
    this.#pump();
  }

  /** Sends dead letters again; nothing may wait to be written. */
  requeue(ids: readonly number[] | undefined): number {
    const { deadLetters, clock } = this.#parts;
    const now = clock.now();
    const { events, bytes } = deadLetters.requeue(this.id, ids, this.#backlog.room(this.#options.queue), now);
    this.#record.deadLettersChanged(deadLetters.count(this.id));
    this.#backlog.admit(events, bytes);
    this.arrived({ events, bytes, oldestAt: now });
    return events;
  }

  /** Forgets dead letters; nothing may wait to be written. */
  dropDeadLetters(ids: readonly number[] | undefined): number {
    const { deadLetters } = this.#parts;
    const dropped = deadLetters.drop(this.id, ids);
    this.#record.deadLettersChanged(deadLetters.count(this.id));
    return dropped;
  }

  /** Starts nothing more; resolves when nothing is under way. */
  async quiet(): Promise<void> {
    this.#phase = 'closing';
    this.#cancelAlarm?.();
    if (this.#sending.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onQuiet = resolve;
    await promise;
  }

  /** Breaks off what is under way: it is sent again some day. */
  end(): void {
    this.#phase = 'ended';
    this.#cancelAlarm?.();
    this.#record.close();
    this.#transport.destroy();
  }

  status(): HookStatus {
    const state = this.#state();
    return {
      name: this.#options.name,
      state,
      queued: this.#backlog.events,
      queuedBytes: this.#backlog.bytes,
      ...this.#record.counts(),
      nextAttemptAt: state === 'waiting' ? this.#pause.until : null,
    };
  }

  #state(): HookStatus['state'] {
    if (this.#sending.size > 0) return 'sending';
    if (!this.#options.enable) return 'disabled';
    if (this.#isSuspended) return 'suspended';
    return this.#backlog.events > 0 && !this.#pause.isOver(this.#parts.clock.now()) ? 'waiting' : 'idle';
  }

  #pump(): void {
    this.#cancelAlarm?.();
    this.#cancelAlarm = undefined;
    if (this.#phase !== 'running' || this.#isSuspended || !this.#options.enable) return;
    const now = this.#parts.clock.now();
    if (!this.#pause.isOver(now)) {
      this.#wakeAt(this.#pause.until, now);
      return;
    }
    while (this.#sending.size < this.#options.concurrency) {
      const batch = this.#next(now);
      if (batch === undefined) return;
      const { old, young } = splitByAge(batch, now - this.#options.ageMaxMs);
      // The rest is for the next turn: a day's worth of old events must not hold up this one.
      if (old.length > 0) this.#bury(old, batch.attempts, 'too old', () => this.#pump());
      if (young === undefined) return;
      this.#send({ ...young, attempts: young.attempts + 1 });
    }
  }

  #next(now: number): Batch | undefined {
    const again = this.#again.shift();
    if (again !== undefined) return again;
    const cut = this.#backlog.cut(this.#options.batch, now);
    if (cut === 'never') return undefined;
    if ('batch' in cut) return cut.batch;
    this.#wakeAt(cut.dueAt, now);
    return undefined;
  }

  #wakeAt(at: number, now: number): void {
    this.#cancelAlarm = this.#parts.clock.after(at - now, () => this.#pump());
  }

  #send(batch: Batch): void {
    const body = bodyOf(batch, this.#options.name);
    const headers = requestHeaders(this.#options, body, this.#parts.clock.now());
    const transport = this.#transport;
    this.#sending.add(batch);
    void transport.post(body, headers).then((answer) => {
      this.#sending.delete(batch);
      if (this.#phase === 'ended') return;
      this.#settle(batch, answer, transport === this.#transport);
      if (this.#sending.size === 0) this.#onQuiet?.();
      this.#pump();
    });
  }

  #settle(batch: Batch, answer: Answer, isCurrent: boolean): void {
    const verdict = verdictOf(answer);
    if (verdict === 'taken') {
      this.#take(batch);
      return;
    }
    const reason = describe(answer);
    this.#record.failed(reason);
    if (!isCurrent) {
      // What the receiver of before thinks of it is of no interest any more.
      this.#again.push(batch);
    } else if (verdict === 'refused') {
      this.#pause.end();
      this.#bury(batch.events, batch.attempts, reason);
    } else if (verdict === 'gone') {
      this.#isSuspended = true;
      this.#again.push(batch);
      this.#record.suspended(reason);
    } else {
      this.#fail(batch, answer, reason);
    }
  }

  #fail(batch: Batch, answer: Answer, reason: string): void {
    const { retry } = this.#options;
    const now = this.#parts.clock.now();
    const asked = answer.outcome === 'answered' ? retryAfterMs(answer.retryAfter, now) : 0;
    if (this.#pause.failed(now, retry, asked)) {
      this.#record.paused(reason, this.#pause.failures, this.#pause.until - now);
    }
    const isLast = retry.attemptsMax > 0 && batch.attempts >= retry.attemptsMax;
    if (isLast) this.#bury(batch.events, batch.attempts, reason);
    else this.#again.push(batch);
  }

  #take({ events }: Batch): void {
    this.#record.delivered(events.length, this.#pause.failures);
    this.#pause.end();
    this.#backlog.settled(events);
    this.#parts.queue.remove(this.id, events);
  }

  #bury(events: readonly QueuedEvent[], attempts: number, reason: string, done?: () => void): void {
    this.#backlog.settled(events);
    const { clock, deadLetters } = this.#parts;
    const burial = { at: clock.now(), reason, attempts };
    deadLetters.bury(this.id, events, burial, this.#options.deadLetters, (count, dropped) => {
      this.#record.buried(events.length, reason, count, dropped);
      done?.();
    });
  }
}

import type { OcppListener } from './listener.ts';
import type { ListenerStatus } from './listener-parts.ts';
import type { ListenerOptions } from './options.ts';

/** How long charge points may take to close their sockets when a listener closes, in milliseconds. */
const closeGraceMs = 1_500;

/** What listeners need. */
export type OcppListenersParts = {
  /** Makes one that does not listen yet; throws when TLS is wanted but not to be had with the options. */
  readonly create: (options: ListenerOptions) => OcppListener;
  /** Closes the charge points that came by listeners which are meant, and resolves when they are closed. */
  readonly end: (isMeant: (listenerId: string) => boolean, reason: string) => Promise<void>;
};

/** The listeners of the gateway, by id; what is asked of one id is done one after the other. */
export class OcppListeners {
  readonly #parts: OcppListenersParts;
  readonly #byId = new Map<string, OcppListener>();
  readonly #turns = new Map<string, Promise<void>>();
  #isClosed = false;

  constructor(parts: OcppListenersParts) {
    this.#parts = parts;
  }

  get(id: string): OcppListener | undefined {
    return this.#byId.get(id);
  }

  status(): readonly ListenerStatus[] {
    return [...this.#byId.values()].map((listener) => listener.status());
  }

  /** Rejects with the system's error, or with a TypeError when the id is taken or the gateway is closed. */
  listen(options: ListenerOptions): Promise<ListenerStatus> {
    return this.#inTurn(options.id, async () => {
      this.#mustBeOpen();
      if (this.#byId.has(options.id)) throw new TypeError(`listener ${options.id} is there already`);
      const listener = this.#parts.create(options);
      const status = await listener.listen();
      this.#byId.set(options.id, listener);
      return status;
    });
  }

  /** Nothing happens when there is none of that id. */
  unlisten(id: string): Promise<void> {
    return this.#inTurn(id, async () => {
      const listener = this.#byId.get(id);
      if (listener === undefined) return;
      this.#byId.delete(id);
      await this.#end(id, listener, 'the listener is closed');
    });
  }

  /** Changes a listener in place where that can be, and puts another in its place where not; then its charge points are closed. */
  change(id: string, options: Omit<ListenerOptions, 'id'>): Promise<ListenerStatus> {
    return this.#inTurn(id, async () => {
      this.#mustBeOpen();
      const listener = this.#byId.get(id);
      if (listener === undefined) throw new TypeError(`there is no listener ${id}`);
      const next = { ...options, id };
      if (!listener.canBecome(next)) return this.#replace(listener, next);
      listener.apply(next);
      return listener.status();
    });
  }

  /** Closes all listeners and their charge points. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#turns.values());
    const closed = [...this.#byId.values()].map((listener) => listener.close(closeGraceMs));
    this.#byId.clear();
    await Promise.all([...closed, this.#parts.end(() => true, 'the broker stops')]);
  }

  async #replace(old: OcppListener, options: ListenerOptions): Promise<ListenerStatus> {
    const next = this.#parts.create(options);
    // Not before the options are known to be good; the new one may want the same port.
    old.stopAccepting();
    try {
      await next.listen();
    } catch (error) {
      await listenAgain(old, error);
      throw error;
    }
    this.#byId.set(options.id, next);
    await this.#end(options.id, old, 'the listener has changed');
    return next.status();
  }

  /** In this turn of the event loop nobody can have come by a listener that took the place of this one. */
  async #end(id: string, listener: OcppListener, reason: string): Promise<void> {
    await Promise.all([this.#parts.end((listenerId) => listenerId === id, reason), listener.close(closeGraceMs)]);
  }

  #mustBeOpen(): void {
    if (this.#isClosed) throw new TypeError('the gateway is closed');
  }

  #inTurn<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#turns.get(id) ?? Promise.resolve();
    const turn = before.then(work);
    const passed = () => {
      if (this.#turns.get(id) === settled) this.#turns.delete(id);
    };
    const settled: Promise<void> = turn.then(passed, passed);
    this.#turns.set(id, settled);
    return turn;
  }
}

async function listenAgain(listener: OcppListener, problem: unknown): Promise<void> {
  try {
    await listener.listen();
  } catch (error) {
    const [first, second] = [problem, error].map((one) => (one instanceof Error ? one.message : String(one)));
    throw new Error(`${first}; nor as before: ${second}`, { cause: problem });
  }
}

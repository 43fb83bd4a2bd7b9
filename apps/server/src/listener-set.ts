// The listeners of one room, as the settings want them. A change of settings is all or nothing: what can be known to be wrong is found
// before anything is touched, and when one of the listeners cannot be opened, the others are made again what they were.

import { addressesOverlap, type BindAddress } from '@ocpp-broker/config';
import type { Logger } from 'pino';
import { watchFiles } from './file-watch.ts';
import type { ListenerPlan } from './listener-plan.ts';
import { everyOne, StartError, type StartProblem, systemReason } from './start-error.ts';

/** One open port: the path of its settings, and a URL that can be typed on this machine. */
export type Endpoint = { readonly path: string; readonly url: string; readonly port: number };

/** How a room opens, changes and closes its listeners. */
export interface ListenerDoor<Options> {
  listen(options: Options): Promise<{ readonly port: number }>;
  /** When it rejects, the listener goes on as before. */
  change(id: string, options: Options): Promise<{ readonly port: number }>;
  unlisten(id: string): Promise<void>;
  /** Takes the certificates of the options for new connections; throws when they are no good. */
  replaceCertificates(id: string, options: Options): void;
}

type Prepared<Options> = { readonly plan: ListenerPlan<Options>; readonly options: Options };
type OpenListener<Options> = Prepared<Options> & { readonly port: number; readonly stopWatching: () => void };

/** The listeners of one room; what is asked of them is done one after the other. */
export class ListenerSet<Options> {
  readonly #door: ListenerDoor<Options>;
  readonly #log: Logger;
  readonly #open = new Map<string, OpenListener<Options>>();
  #plans: readonly ListenerPlan<Options>[] = [];
  #tail: Promise<unknown> = Promise.resolve();

  constructor(door: ListenerDoor<Options>, log: Logger) {
    this.#door = door;
    this.#log = log;
  }

  /** The open ports, in the order of the settings. */
  get endpoints(): readonly Endpoint[] {
    return this.#plans.flatMap((plan) => {
      const open = this.#open.get(plan.id);
      return open === undefined ? [] : [{ path: plan.path, url: plan.urlAt(open.port), port: open.port }];
    });
  }

  /** Opens every one that can be; resolves to the problems of the others. */
  openAll(plans: readonly ListenerPlan<Options>[]): Promise<readonly StartProblem[]> {
    return this.#inTurn(async () => {
      const problems: StartProblem[] = [];
      this.#plans = plans;
      for (const plan of plans) {
        try {
          await this.#listen({ plan, options: plan.options() });
        } catch (error) {
          problems.push(...problemsOf(plan, error));
        }
      }
      return problems;
    });
  }

  /** Opens, changes and closes listeners as other plans want it; rejects with a StartError when that cannot be, and all is as it was. */
  follow(plans: readonly ListenerPlan<Options>[]): Promise<void> {
    return this.#inTurn(async () => {
      const known = new Map(this.#plans.map(({ id, wording }) => [id, wording]));
      const different = plans.filter(({ id, wording }) => known.get(id) !== wording);
      const prepared = everyOne(different.map((plan) => () => ({ plan, options: plan.options() })));
      const ids = new Set(plans.map(({ id }) => id));
      const gone = [...this.#open.values()].filter(({ plan }) => !ids.has(plan.id));
      await this.#exchange(gone, prepared);
      this.#plans = plans;
    });
  }

  /** Closes a listener of the settings, if it is open, and opens it; rejects with a StartError when it cannot be. */
  restart(id: string): Promise<void> {
    return this.#inTurn(async () => {
      const plan = this.#plans.find((one) => one.id === id);
      if (plan === undefined) throw new TypeError(`the settings want no listener ${id}`);
      try {
        const prepared = { plan, options: plan.options() };
        await this.#unlisten(id);
        await this.#listen(prepared);
      } catch (error) {
        throw new StartError(problemsOf(plan, error));
      }
    });
  }

  /** Looks at no file any more. */
  stopWatching(): void {
    for (const { stopWatching } of this.#open.values()) stopWatching();
  }

  async #exchange(gone: readonly OpenListener<Options>[], prepared: readonly Prepared<Options>[]): Promise<void> {
    const isInTheWay = (one: OpenListener<Options>) =>
      prepared.some(({ plan }) => addressesOverlap(plan.address, { ...one.plan.address, port: one.port }));
    const undo: (() => Promise<void>)[] = [];
    for (const one of gone.filter(isInTheWay)) {
      await this.#unlisten(one.plan.id);
      undo.unshift(() => this.#listen(one));
    }
    for (const one of prepared) {
      const { id } = one.plan;
      const before = this.#open.get(id);
      try {
        await (before === undefined ? this.#listen(one) : this.#change(one));
      } catch (error) {
        await this.#undo(undo);
        throw new StartError(problemsOf(one.plan, error));
      }
      undo.unshift(() => (before === undefined ? this.#unlisten(id) : this.#change(before)));
    }
    // Last, so that nobody was disconnected for a change that came to nothing.
    for (const { plan } of gone) if (this.#open.has(plan.id)) await this.#unlisten(plan.id);
  }

  async #undo(steps: readonly (() => Promise<void>)[]): Promise<void> {
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        this.#log.error({ err: error }, 'a listener could not be made again what it was');
      }
    }
  }

  async #listen(prepared: Prepared<Options>): Promise<void> {
    const { port } = await this.#door.listen(prepared.options);
    this.#keep(prepared, port);
  }

  async #change(prepared: Prepared<Options>): Promise<void> {
    const { id } = prepared.plan;
    const { port } = await this.#door.change(id, prepared.options);
    this.#open.get(id)?.stopWatching();
    this.#keep(prepared, port);
  }

  async #unlisten(id: string): Promise<void> {
    this.#open.get(id)?.stopWatching();
    this.#open.delete(id);
    await this.#door.unlisten(id);
  }

  #keep({ plan, options }: Prepared<Options>, port: number): void {
    this.#open.set(plan.id, { plan, options, port, stopWatching: this.#watch(plan) });
  }

  #watch(plan: ListenerPlan<Options>): () => void {
    const { id, path, certificates } = plan;
    if (certificates === undefined) return () => {};
    return watchFiles({
      ...certificates,
      reload: () => {
        const options = plan.options();
        this.#door.replaceCertificates(id, options);
        const open = this.#open.get(id);
        if (open !== undefined) this.#open.set(id, { ...open, options });
      },
      onReloaded: () => this.#log.info({ listener: path }, 'new certificates are in force'),
      onRefused: (error) => {
        const why = error instanceof StartError ? { problems: error.problems } : { err: error };
        this.#log.error({ listener: path, ...why }, 'new certificates are no good; the old ones stay');
      },
    });
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#tail.then(work);
    this.#tail = turn.catch(() => undefined);
    return turn;
  }
}

function problemsOf({ path, address, isSecured }: ListenerPlan<unknown>, error: unknown): readonly StartProblem[] {
  if (error instanceof StartError) return error.problems;
  const isOfSystem = /^E[A-Z]+$/.test(String((error as NodeJS.ErrnoException).code));
  if (!isOfSystem && isSecured) return [{ path: `${path}.ssl_options`, message: systemReason(error) }];
  return [{ path: `${path}.bind`, message: `${addressText(address)}: ${systemReason(error)}` }];
}

/** An address as people write it. */
export function addressText({ host, port }: BindAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

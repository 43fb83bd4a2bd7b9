import type { NodeHealth, Readiness } from '@ocpp-broker/admin-api';
import type { Logger } from 'pino';

/** A listener that the settings want, and whether it takes connections. */
export type WantedListener = { readonly id: string; readonly isRunning: boolean };

/** Something that has to be written to. */
export interface WritableStore {
  /** Writes something; throws when it cannot. */
  checkWritable(): void;
}

/** What health is made of. */
export type HealthParts = {
  readonly listeners: () => readonly WantedListener[];
  /** By what they are called to whoever asks. */
  readonly stores: ReadonlyMap<string, WritableStore>;
  readonly log: Logger;
};

/** Whether the listeners that the settings want are open, and the stores can be written. A problem that is new is logged, with its reason. */
export function nodeHealth({ listeners, stores, log }: HealthParts): NodeHealth {
  let known: ReadonlySet<string> = new Set();
  return {
    readiness: (): Readiness => {
      const problems = new Map<string, unknown>();
      for (const { id, isRunning } of listeners()) {
        if (!isRunning) problems.set(`the listener ${id} is not open`, undefined);
      }
      for (const [name, store] of stores) {
        const error = refusalOf(store);
        if (error !== undefined) problems.set(`${name} cannot be written`, error);
      }
      for (const [problem, error] of problems) {
        if (!known.has(problem)) log.error(error === undefined ? {} : { err: error }, `not ready: ${problem}`);
      }
      known = new Set(problems.keys());
      return { ready: problems.size === 0, problems: [...problems.keys()] };
    },
  };
}

function refusalOf(store: WritableStore): unknown {
  try {
    store.checkWritable();
    return undefined;
  } catch (error) {
    return error;
  }
}

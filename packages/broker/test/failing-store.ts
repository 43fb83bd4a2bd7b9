// A message store in memory that fails when it is told to.
import { createMessageStore } from '@ocpp-broker/persistence';
import type { MessageStore } from '../src/index.ts';

export type FailingStore = {
  readonly store: MessageStore;
  /** What is written from now on is refused at its commit, until `mend`. */
  failCommits(): void;
  /** The method throws from now on, until `mend`. */
  breakMethod(name: keyof MessageStore): void;
  mend(): void;
  /** Holds every commit back until the returned function is called. */
  holdCommits(): () => void;
  /** How often a method was called. */
  calls(name: keyof MessageStore): number;
};

type Commit = { readonly done: (error?: Error) => void; readonly error: Error | undefined };

/** `inner`: a store of the test's own. */
export function failingStore(inner: MessageStore = createMessageStore({ path: ':memory:' })): FailingStore {
  const broken = new Set<keyof MessageStore>();
  const counts = new Map<keyof MessageStore, number>();
  let isFailing = false;
  let held: Commit[] | undefined;

  function afterCommit(done: (error?: Error) => void): void {
    const failure = isFailing ? new Error('disk full') : undefined;
    inner.afterCommit((error) => {
      const commit = { done, error: error ?? failure };
      if (held === undefined) tell(commit);
      else held.push(commit);
    });
  }

  const store = new Proxy(inner, {
    get: (target, name: keyof MessageStore) => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      if (broken.has(name)) {
        return () => {
          throw new Error('database is gone');
        };
      }
      if (name === 'afterCommit') return afterCommit;
      return target[name].bind(target);
    },
  });
  return {
    store,
    failCommits: () => {
      isFailing = true;
    },
    breakMethod: (name) => broken.add(name),
    mend: () => {
      isFailing = false;
      broken.clear();
    },
    holdCommits: () => {
      const waiting: Commit[] = [];
      held = waiting;
      return () => {
        held = undefined;
        for (const commit of waiting) tell(commit);
      };
    },
    calls: (name) => counts.get(name) ?? 0,
  };
}

function tell({ done, error }: Commit): void {
  if (error === undefined) done();
  else done(error);
}

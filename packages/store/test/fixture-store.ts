import type { Test } from 'tap';
import { openStore, type Store, type StoreParts } from '../src/index.ts';

/** A store in memory that is closed when `t` ends. */
export function memoryStore(t: Test, parts: Partial<StoreParts> = {}): Store {
  const store = openStore({ path: ':memory:', ...parts });
  t.teardown(() => store.close());
  return store;
}

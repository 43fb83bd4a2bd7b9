import type { StoreDatabase } from './database.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Drop, StoreLimits } from './options.ts';

/** What the tables of this room share. */
export type StoreContext = {
  readonly database: StoreDatabase;
  readonly commits: GroupCommit;
  limits: StoreLimits;
  readonly now: () => number;
  readonly drop: (drop: Drop) => void;
};

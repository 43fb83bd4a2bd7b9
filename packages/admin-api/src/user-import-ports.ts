// What the HTTP API needs to take files of users in, see ports.ts.

import type { MaybePromise } from './maybe-promise.ts';

/** A file of users as it was sent. */
export type UserImportFile = {
  readonly text: string;
  readonly format: 'csv' | 'json';
  /** What is in it: the column `password`, or `password_hash` (and `salt`). */
  readonly type: 'plain' | 'hash';
  /** Where the salt stands in hashes that are SHA-256 in hex. */
  readonly saltPosition: 'prefix' | 'suffix' | 'disable';
  /** Whether it overrides users that exist. */
  readonly override: boolean;
};

/** What is wrong with one line of it; it never repeats a password. */
export type UserImportProblem = { readonly line: number; readonly reason: string };

/** What became of it: `total` = `success` + `override` + `skipped` + `failed`; or nothing, since it cannot be read. */
export type UserImportOutcome =
  | {
      readonly outcome: 'imported';
      readonly total: number;
      readonly success: number;
      readonly override: number;
      readonly skipped: number;
      readonly failed: number;
      /** The first hundred. */
      readonly problems: readonly UserImportProblem[];
    }
  | { readonly outcome: 'refused'; readonly problems: readonly UserImportProblem[] };

/** Takes files of users of one realm in. */
export interface UserImporter {
  import(file: UserImportFile): MaybePromise<UserImportOutcome>;
}

/**
 * The schema, one step per version: step n takes a file from `user_version` n to n + 1. A step that has been released is never edited.
 *
 * `seq` is the order of arrival over all hooks. `queued_at` is when the event began to wait: anew when it comes back from the dead
 * letters; the time in its body stays. A hook that the settings no longer have has its `removed_at`.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE hook (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    removed_at INTEGER
  ) STRICT;

  CREATE TABLE queued (
    seq INTEGER PRIMARY KEY,
    hook_id INTEGER NOT NULL,
    queued_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX queued_in_order ON queued (hook_id, seq, bytes);

  CREATE TABLE dead (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hook_id INTEGER NOT NULL,
    died_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX dead_in_order ON dead (hook_id, id, bytes);
  `,
];

/**
 * The schema, one step per version: step n takes a file from `user_version` n to n + 1. A step that has been released is never edited.
 *
 * `queued.seq` is the order of arrival over all sessions. `copies` counts the overlapping subscriptions that one row stands for.
 * `body_id` names the payload where sessions share it. `message_id` is the packet id under which the message is on its way; null while it waits. The columns with `broker` in their name, and
 * the table `inbound`, are of use to Aedes' contract alone.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    client_id TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE subscription (
    session_id INTEGER NOT NULL,
    filter TEXT NOT NULL,
    qos INTEGER NOT NULL,
    rh INTEGER,
    rap INTEGER,
    nl INTEGER,
    identifier INTEGER,
    PRIMARY KEY (session_id, filter)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE queued (
    seq INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL,
    message_id INTEGER,
    broker_counter INTEGER,
    broker_id TEXT,
    copies INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    expires_at INTEGER,
    topic TEXT NOT NULL,
    properties BLOB,
    payload ANY
  ) STRICT;
  CREATE INDEX queued_in_order ON queued (session_id);
  CREATE INDEX queued_by_counter ON queued (session_id, broker_counter, bytes);
  CREATE INDEX queued_by_message_id ON queued (session_id, message_id) WHERE message_id IS NOT NULL;
  CREATE INDEX queued_by_expiry ON queued (session_id, expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE inbound (
    session_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    broker_counter INTEGER,
    broker_id TEXT,
    bytes INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    expires_at INTEGER,
    topic TEXT NOT NULL,
    properties BLOB,
    payload ANY,
    PRIMARY KEY (session_id, message_id)
  ) STRICT;

  CREATE TABLE retained (
    topic TEXT PRIMARY KEY,
    broker_counter INTEGER,
    broker_id TEXT,
    bytes INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    expires_at INTEGER,
    properties BLOB,
    payload ANY,
    extra TEXT
  ) STRICT;
  CREATE INDEX retained_by_expiry ON retained (expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE will (
    client_id TEXT PRIMARY KEY,
    broker_id TEXT NOT NULL,
    flags INTEGER NOT NULL,
    topic TEXT NOT NULL,
    properties BLOB,
    payload ANY
  ) STRICT;
  `,
  `
  ALTER TABLE session ADD COLUMN username TEXT;
  ALTER TABLE session ADD COLUMN expiry_seconds INTEGER NOT NULL DEFAULT 4294967295;
  ALTER TABLE session ADD COLUMN disconnected_at INTEGER;

  ALTER TABLE queued ADD COLUMN share TEXT;
  ALTER TABLE queued ADD COLUMN publisher TEXT;
  ALTER TABLE queued ADD COLUMN enqueued_at INTEGER;
  ALTER TABLE queued ADD COLUMN body_id INTEGER;
  DROP INDEX queued_in_order;
  CREATE INDEX queued_in_order ON queued (session_id, seq, bytes);
  DROP INDEX queued_by_counter;
  CREATE INDEX queued_by_counter ON queued (session_id, broker_counter) WHERE broker_counter IS NOT NULL;
  DROP INDEX queued_by_message_id;
  CREATE INDEX queued_by_message_id ON queued (session_id, message_id)
    WHERE message_id IS NOT NULL AND broker_counter IS NOT NULL;
  CREATE INDEX queued_by_body ON queued (body_id, session_id) WHERE body_id IS NOT NULL;

  CREATE TABLE body (
    id INTEGER PRIMARY KEY,
    bytes INTEGER NOT NULL,
    payload BLOB NOT NULL
  ) STRICT;

  CREATE TABLE received (
    session_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    PRIMARY KEY (session_id, message_id)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO received SELECT session_id, message_id FROM inbound;

  ALTER TABLE retained ADD COLUMN publisher TEXT;
  `,
];

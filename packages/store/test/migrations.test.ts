import { join } from 'node:path';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { type Migration, migrate, migrations } from '../src/migrations.ts';

const createNotes: Migration = (database) => database.exec('CREATE TABLE notes (text TEXT) STRICT');
const addAuthor: Migration = (database) => database.exec("ALTER TABLE notes ADD COLUMN author TEXT DEFAULT 'nobody'");

function openFile(t: Test, path = ':memory:'): Database.Database {
  const database = new Database(path);
  t.teardown(() => database.close());
  return database;
}

const version = (database: Database.Database): unknown => database.pragma('user_version', { simple: true });

t.test('a new database takes all steps, an old one those it lacks, and its rows stay', async (t) => {
  const database = openFile(t);
  migrate(database, 'x.db', [createNotes]);
  t.equal(version(database), 1);
  database.exec("INSERT INTO notes VALUES ('kept')");
  migrate(database, 'x.db', [createNotes, addAuthor]);
  t.equal(version(database), 2);
  t.same(database.prepare('SELECT * FROM notes').all(), [{ text: 'kept', author: 'nobody' }]);
  migrate(database, 'x.db', [createNotes, addAuthor]);
  t.equal(version(database), 2);
});

t.test('when a step fails none was taken', async (t) => {
  const database = openFile(t);
  migrate(database, 'x.db', [createNotes]);
  const broken: Migration = (database) => database.exec('CREATE TABLE notes (text TEXT)');
  t.throws(() => migrate(database, 'x.db', [createNotes, addAuthor, broken]), { message: /already exists/ });
  t.equal(version(database), 1);
  database.exec("INSERT INTO notes VALUES ('still one column')");
});

t.test('a database from a newer release is refused with both versions, and left as it was', async (t) => {
  const database = openFile(t, join(t.testdir(), 'x.db'));
  migrate(database, 'x.db', [createNotes, addAuthor]);
  t.throws(() => migrate(database, 'x.db', [createNotes]), {
    code: 'store_newer_version',
    message: /^x\.db was written by a newer release \(schema version 2, this one knows 1\); run the newer release/,
  });
  t.equal(version(database), 2);
});

t.test('the database of another program is refused and left as it was', async (t) => {
  for (const sql of ['CREATE TABLE theirs (x)', 'PRAGMA user_version = 1', 'PRAGMA application_id = 7']) {
    const database = openFile(t);
    database.exec(sql);
    t.throws(() => migrate(database, 'x.db'), { code: 'store_unreadable', message: /database of another program/ });
    t.notMatch(database.prepare('SELECT name FROM sqlite_schema').pluck().all(), ['users'], sql);
  }
});

t.test('the shipped steps make the tables of this release', async (t) => {
  const database = openFile(t);
  migrate(database, 'x.db');
  t.equal(version(database), migrations.length);
  t.same(
    database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1")
      .pluck()
      .all(),
    ['api_keys', 'audit', 'bans', 'registrations', 'settings', 'topic_rules', 'users', 'waiting_calls'],
  );
});

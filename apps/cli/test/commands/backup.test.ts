import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { fakeApi } from '../fixtures/fake-api.ts';
import { runCommand, temporaryFolder } from '../fixtures/run-command.ts';

// Each run is a process: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

const copy = {
  name: 'backup-1',
  created_at: '2026-01-01T00:00:00.000Z',
  size: 12,
  files: [
    { name: 'store.db', size: 5 },
    { name: 'mqtt.db', size: 7 },
  ],
};

t.test('a copy is made, listed and removed', async (t) => {
  const { options } = await fakeApi(t, {
    'POST /data/backup': [200, copy],
    'GET /data/backups': [200, [copy]],
    'DELETE /data/backups/backup-1': [204],
    'DELETE /data/backups/other': [404, { code: 'NOT_FOUND', message: 'Copy not found' }],
  });
  t.match(await runCommand(t, ['backup', 'create', ...options]), { code: 0, stdout: 'made backup-1, 12 bytes\n' });
  t.same(JSON.parse((await runCommand(t, ['backup', 'create', '--json', ...options])).stdout), copy);
  const list = await runCommand(t, ['backup', 'list', ...options]);
  t.match(list.stdout, /^NAME .*\nbackup-1 +2026-01-01T00:00:00\.000Z +12 +store\.db mqtt\.db\n$/);
  t.match(await runCommand(t, ['backup', 'remove', 'backup-1', ...options]), { code: 0, stdout: 'removed backup-1\n' });
  t.match(await runCommand(t, ['backup', 'remove', 'other', ...options]), { code: 1, stderr: /Copy not found/ });
});

t.test('the files of a copy are fetched byte by byte, into a folder of its name', async (t) => {
  const folder = temporaryFolder(t);
  const store = Buffer.from([0, 255, 254, 10, 13]);
  const { options } = await fakeApi(t, {
    'GET /data/backups': [200, [copy]],
    'GET /data/backups/backup-1/store.db': (response) => response.end(store),
    'GET /data/backups/backup-1/mqtt.db': (response) => response.end('mqtt...'),
  });
  const done = await runCommand(t, ['backup', 'download', 'backup-1', '--json', ...options], { folder });
  t.match(done, { code: 0, stderr: '' });
  t.same(JSON.parse(done.stdout), {
    name: 'backup-1',
    files: [
      { file: join('backup-1', 'store.db'), bytes: 5 },
      { file: join('backup-1', 'mqtt.db'), bytes: 7 },
    ],
  });
  t.same(readFileSync(join(folder, 'backup-1', 'store.db')), store);
  t.equal(statSync(join(folder, 'backup-1', 'store.db')).mode & 0o777, 0o600);
  t.equal(statSync(join(folder, 'backup-1')).mode & 0o777, 0o700);
  t.match(await runCommand(t, ['backup', 'download', 'backup-1', ...options], { folder }), {
    code: 1,
    stderr: /--force/,
  });
  t.match(await runCommand(t, ['backup', 'download', 'other', ...options], { folder }), {
    code: 1,
    stderr: /not found/,
  });
  const elsewhere = ['--output', join('a', 'b')];
  t.match(await runCommand(t, ['backup', 'download', 'backup-1', ...elsewhere, ...options], { folder }), { code: 0 });
  t.ok(existsSync(join(folder, 'a', 'b', 'mqtt.db')));
});

t.test('a server cannot have files written outside of the folder', async (t) => {
  const folder = temporaryFolder(t);
  const evil = { ...copy, name: 'backup-1', files: [{ name: '../evil.db', size: 1 }] };
  const { options } = await fakeApi(t, {
    'GET /data/backups': [200, [evil]],
    'GET /data/backups/backup-1/..%2Fevil.db': (response) => response.end('x'),
  });
  t.match(await runCommand(t, ['backup', 'download', 'backup-1', ...options], { folder }), { code: 0 });
  t.notOk(existsSync(join(folder, 'evil.db')));
  t.ok(existsSync(join(folder, 'backup-1', 'evil.db')));
});

import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { fakeApi } from '../fixtures/fake-api.ts';
import { runCommand, temporaryFolder } from '../fixtures/run-command.ts';

// Each run is a process: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

const document = { format: 'ocpp-broker-backup', version: 1, users: { ocpp: [] }, note: 'ü'.repeat(1000) };
const restored = {
  dry_run: false,
  mode: 'merge',
  settings: true,
  bans: { added: 1, changed: 0, removed: 2 },
  api_keys: { changed: 0, unknown: 3 },
  users: { admin: { added: 0, changed: 1, removed: 0 } },
};

t.test('export goes to standard output, or into a new file that nobody else may read', async (t) => {
  const folder = temporaryFolder(t);
  const { options, seen } = await fakeApi(t, { 'GET /data/export': [200, document] });
  t.same(await runCommand(t, ['export', ...options]), { code: 0, stdout: JSON.stringify(document), stderr: '' });
  const bytes = Buffer.byteLength(JSON.stringify(document));
  const saved = await runCommand(t, ['export', '--output', 'all.json', '--json', ...options], { folder });
  t.match(saved, { code: 0, stdout: `{"file":"all.json","bytes":${bytes}}\n`, stderr: '' });
  const file = join(folder, 'all.json');
  t.same(JSON.parse(readFileSync(file, 'utf8')), document);
  t.equal(statSync(file).mode & 0o777, 0o600);

  writeFileSync(file, 'mine');
  const again = await runCommand(t, ['export', '--output', 'all.json', ...options], { folder });
  t.match(again, { code: 1, stdout: '', stderr: /--force/ });
  t.equal(readFileSync(file, 'utf8'), 'mine');
  t.equal(seen.length, 2, 'the server was not asked');
  t.match(await runCommand(t, ['export', '--output', 'all.json', '--force', ...options], { folder }), {
    code: 0,
    stdout: `saved ${bytes} bytes to all.json\n`,
  });
  t.same(JSON.parse(readFileSync(file, 'utf8')), document);
});

t.test('an export that breaks off leaves no file, and is an error', async (t) => {
  const folder = temporaryFolder(t);
  const { options } = await fakeApi(t, {
    'GET /data/export': (response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"half":');
      setImmediate(() => response.destroy());
    },
  });
  const cut = await runCommand(t, ['export', '--output', 'all.json', ...options], { folder });
  t.match(cut, { code: 9, stderr: /ended before the answer did/ });
  t.notOk(existsSync(join(folder, 'all.json')));
  t.notOk(existsSync(join(folder, 'all.json.part')));
  t.match(await runCommand(t, ['export', ...options], { folder }), { code: 9 });
});

t.test('a file that cannot be written, and an export that is refused, leave nothing', async (t) => {
  const folder = temporaryFolder(t);
  const { options } = await fakeApi(t, { 'GET /data/export': [200, document] });
  const nowhere = await runCommand(t, ['export', '--output', 'no/where.json', ...options], { folder });
  t.match(nowhere, { code: 1, stderr: /no\/where\.json cannot be written \(ENOENT\)/ });
  const refused = await fakeApi(t, { 'GET /data/export': [403, { code: 'UNAUTHORIZED_ROLE', message: 'no' }] });
  const viewer = await runCommand(t, ['export', '--output', 'all.json', ...refused.options], { folder });
  t.match(viewer, { code: 10, stderr: 'ocpp-broker: no\n' });
  t.notOk(existsSync(join(folder, 'all.json.part')));
});

t.test('import sends the document and tells what became of each part', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'all.json'), JSON.stringify(document));
  const { options, seen } = await fakeApi(t, { 'POST /data/import': [200, restored] });
  const done = await runCommand(t, ['import', 'all.json', ...options], { folder });
  t.match(done, { code: 0, stderr: '' });
  t.match(
    done.stdout,
    /^PART .*\nsettings +- +- +- +-\nbans +1 +0 +2 +-\nAPI keys +- +0 +- +3\nadmin users +0 +1 +0 +-\n$/,
  );
  t.equal(seen[0]?.line, 'POST /data/import?mode=merge&dry_run=false');
  t.same(JSON.parse(seen[0]?.body ?? ''), document);
  const input = JSON.stringify(document);
  const json = await runCommand(t, ['import', '-', '--replace', '--dry-run', '--json', ...options], { input });
  t.same(JSON.parse(json.stdout), restored);
  t.equal(seen[1]?.line, 'POST /data/import?mode=replace&dry_run=true');
});

t.test('what is no JSON, or not there, is refused here; what the server refuses is told', async (t) => {
  const { options, seen } = await fakeApi(t, {
    'POST /data/import': [400, { code: 'BAD_REQUEST', message: 'users: no' }],
  });
  t.match(await runCommand(t, ['import', '-', ...options], { input: '{' }), { code: 2, stderr: /not JSON/ });
  t.match(await runCommand(t, ['import', 'nowhere.json', ...options]), { code: 2, stderr: /ENOENT/ });
  t.equal(seen.length, 0);
  t.match(await runCommand(t, ['import', '-', ...options], { input: '{}' }), {
    code: 1,
    stderr: 'ocpp-broker: users: no\n',
  });
});

t.test('a dry run says that nothing was changed', async (t) => {
  const { options } = await fakeApi(t, {
    'POST /data/import': [200, { dry_run: true, mode: 'merge', settings: false }],
  });
  const { stdout } = await runCommand(t, ['import', '-', '--dry-run', ...options], { input: '{}' });
  t.equal(stdout, 'nothing was changed; this would be done:\nthere was nothing in it\n');
});

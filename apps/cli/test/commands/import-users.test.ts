import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { fakeApi } from '../fixtures/fake-api.ts';
import { runCommand, temporaryFolder } from '../fixtures/run-command.ts';

// Each run is a process: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

const counts = { total: 3, success: 1, override: 1, skipped: 0, failed: 1 };
const problems = [{ line: 4, reason: 'bad\u0007hash' }];

t.test('a file is sent as a form, under its name, and what became of its rows is told', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'users.csv'), 'user_id,password\nCP1,x\n');
  const { options, seen } = await fakeApi(t, {
    'POST /gateways/ocpp/authentication/import_users': [200, { ...counts, problems }],
    'POST /authentication/password_based%3Abuilt_in_database/import_users': [
      200,
      { ...counts, failed: 0, problems: [] },
    ],
  });
  const some = await runCommand(t, ['users', 'import', 'users.csv', ...options], { folder });
  t.same(some, { code: 1, stdout: '1 new, 1 replaced, 0 left alone, 1 failed\nline 4: bad\\u{7}hash\n', stderr: '' });
  t.match(seen[0], {
    line: 'POST /gateways/ocpp/authentication/import_users?type=hash&override=true',
    headers: { 'content-type': /^multipart\/form-data; boundary=/ },
    body: /name="filename"; filename="users\.csv"[\s\S]*user_id,password\nCP1,x\n/,
  });
  const words = ['--realm', 'mqtt', '--plain', '--keep-existing', '--salt-position', 'suffix', '--json'];
  const all = await runCommand(t, ['users', 'import', 'users.csv', ...words, ...options], { folder });
  t.equal(all.code, 0);
  t.match(JSON.parse(all.stdout), { total: 3, problems: [] });
  t.match(seen[1]?.line, /\?type=plain&override=false&salt_position=suffix$/);
});

t.test('a file that is not there is refused before the server is asked', async (t) => {
  t.match(await runCommand(t, ['users', 'import', 'nowhere.csv', '--key', 'a:b']), { code: 2, stderr: /ENOENT/ });
});

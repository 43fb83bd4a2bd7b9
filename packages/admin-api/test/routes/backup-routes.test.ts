import t from 'tap';
import { testApi } from '../fixtures/api.ts';

const copy = {
  name: 'backup-0',
  created_at: '2023-11-14T22:13:20.000Z',
  size: 5,
  files: [{ name: 'store.db', size: 5 }],
};

t.test('a copy is made, listed, fetched and removed, and all of it but the list is recorded', async (t) => {
  const { ask, memory } = await testApi();
  t.same((await ask('POST /data/backup')).json, copy);
  t.same((await ask('GET /data/backups')).json, [copy]);
  const fetched = await ask('GET /data/backups/backup-0/store.db');
  t.match(fetched, {
    status: 200,
    text: 'bytes',
    headers: { 'content-type': 'application/octet-stream', 'content-length': '5' },
  });
  t.equal((await ask('DELETE /data/backups/backup-0')).status, 204);
  t.same((await ask('GET /data/backups')).json, []);
  t.same(
    memory.audit.map(({ action }) => action),
    ['copy databases', 'fetch copy of databases', 'remove copy of databases'],
  );
});

t.test('what is not there is 404, whatever its name looks like', async (t) => {
  const { ask } = await testApi();
  await ask('POST /data/backup');
  for (const line of [
    'GET /data/backups/backup-0/mqtt.db',
    'GET /data/backups/backup-0/..%2f..%2fstore.db',
    'GET /data/backups/%2e%2e%2f/store.db',
    'GET /data/backups/backup-1/store.db',
    'DELETE /data/backups/backup-1',
    'DELETE /data/backups/..%2f..',
  ]) {
    t.match(await ask(line), { status: 404, json: { code: 'NOT_FOUND' } }, line);
  }
});

t.test('there are as many copies as may be', async (t) => {
  const { ask } = await testApi();
  for (let i = 0; i < 3; i += 1) await ask('POST /data/backup');
  t.match(await ask('POST /data/backup'), { status: 400, json: { message: /as many copies as may be/ } });
});

t.test('a copy that cannot be made now is 503', async (t) => {
  const { ask, memory } = await testApi();
  memory.backups.create = () => {
    throw new RangeError('busy');
  };
  t.match(await ask('POST /data/backup'), { status: 503 });
  t.same(memory.audit, []);
});

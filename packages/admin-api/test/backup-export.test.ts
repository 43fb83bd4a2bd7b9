import t from 'tap';
import { backupText } from '../src/backup-export.ts';
import { memoryPorts } from './fixtures/memory-ports.ts';

async function exported(ports: Parameters<typeof backupText>[0]) {
  const pieces: string[] = [];
  for await (const piece of backupText(ports)) pieces.push(piece);
  return { pieces, document: JSON.parse(pieces.join('')) as Record<string, never> };
}

t.test('the document holds what is stored, and of secrets only hashes', async (t) => {
  const { ports, userBackup, apiKeys } = memoryPorts();
  await ports.storedSettings.put({ mqtt: { authentication: { jwt: { secret: 'hunter2' } } } }, 'merge');
  await ports.topicRules.put({ kind: 'username', name: 'ann' }, [{ topic: 'a', permission: 'allow', action: 'all' }]);
  await ports.bans.add({ as: 'clientid', who: 'c1', by: 'ann', reason: '', at: 0, until: 'infinity' });
  const { document } = await exported(ports);
  t.match(document, {
    format: 'ocpp-broker-export',
    version: 1,
    exported_at: '2024-06-01T12:00:00.000Z',
    node: 'node-1',
    server_version: '1.2.3',
    settings: { mqtt: { authentication: { jwt: { secret: '******' } } } },
    topic_rules: { users: [{ username: 'ann', rules: [{ topic: 'a' }] }], clients: [], all: [] },
    bans: [{ who: 'c1', until: 'infinity' }],
    api_keys: [{ name: 'root', role: 'administrator' }, { name: 'view' }, { name: 'work' }],
    users: {
      ocpp: [{ user_id: 'CP1' }, { user_id: 'CP2' }],
      mqtt: [{ user_id: 'ann', password_hash: '$hash$of$ann' }],
    },
  });
  const text = JSON.stringify(document);
  t.notMatch(text, /hunter2/);
  for (const { secret, key } of apiKeys.stored.values()) t.notOk(text.includes(secret) || text.includes(key));
  t.equal(userBackup.stored.admin.size, 1);
});

t.test('a large fleet is written page by page, each user once', async (t) => {
  const { ports, userBackup } = memoryPorts();
  const limits: number[] = [];
  const names = Array.from({ length: 1_200 }, (_, index) => `CP${String(index).padStart(4, '0')}`);
  for (const userId of names) userBackup.stored.ocpp.set(userId, { userId, passwordHash: '$x', isSuperuser: false });
  const page = userBackup.page.bind(userBackup);
  userBackup.page = (realm, after, limit) => {
    limits.push(limit);
    return page(realm, after, limit);
  };
  const { document, pieces } = await exported(ports);
  const { ocpp } = document.users as unknown as { readonly ocpp: readonly { readonly user_id: string }[] };
  t.same(ocpp.map(({ user_id }) => user_id).sort(), ['CP1', 'CP2', ...names].sort());
  t.ok(limits.every((limit) => limit === 500));
  t.ok(Math.max(...pieces.map(({ length }) => length)) < 100_000, 'no piece is all of it');
});

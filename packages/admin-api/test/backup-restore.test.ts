import t from 'tap';
import { type BackupDocument, backupFormat } from '../src/backup-document.ts';
import { backupText } from '../src/backup-export.ts';
import { restoreBackup } from '../src/backup-restore.ts';
import { type MemoryPorts, memoryPorts } from './fixtures/memory-ports.ts';

const merge = { mode: 'merge', dryRun: false } as const;
const replace = { mode: 'replace', dryRun: false } as const;
const allow = (topic: string) => [{ topic, permission: 'allow', action: 'all' } as const];
const backup = (parts: Omit<BackupDocument, 'format' | 'version'>): BackupDocument => ({ ...backupFormat, ...parts });
const ban = (who: string) => ({ as: 'clientid', who, until: 'infinity' }) as const;
const user = (user_id: string, password_hash = '$x') => ({ user_id, password_hash });

const whole = backup({
  settings: { mqtt: { max_subscriptions: 7 } },
  topic_rules: { users: [{ username: 'ann', rules: allow('a') }], all: allow('#') },
  bans: [ban('c1'), ban('c2')],
  api_keys: [{ name: 'view', enable: false }, { name: 'gone' }],
  users: { ocpp: [user('CP1'), user('CP9')], mqtt: [] },
});

/** A server in which something is stored already. */
async function stocked(): Promise<MemoryPorts> {
  const memory = memoryPorts();
  await memory.ports.topicRules.put({ kind: 'clientid', name: 'old' }, allow('old'));
  await memory.ports.bans.add({ as: 'clientid', who: 'c1', by: 'root', reason: 'old', at: 0, until: 'infinity' });
  await memory.ports.bans.add({ as: 'clientid', who: 'old', by: 'root', reason: '', at: 0, until: 'infinity' });
  return memory;
}

function picture({ document, topicRules, bans, apiKeys, userBackup }: MemoryPorts): object {
  return {
    subscriptions: document.current.mqtt.max_subscriptions,
    rules: [...topicRules.stored.values()],
    bans: [...bans.stored.values()],
    keys: apiKeys.list(),
    users: Object.fromEntries(Object.entries(userBackup.stored).map(([realm, users]) => [realm, [...users.values()]])),
  };
}

t.test('merged, what the document names is put in and the rest stays', async (t) => {
  const memory = await stocked();
  t.same(await restoreBackup(memory.ports, whole, merge), {
    settings: true,
    missing_secrets: [],
    topic_rules: { added: 2, changed: 0, removed: 0 },
    bans: { added: 1, changed: 1, removed: 0 },
    api_keys: { changed: 1, unknown: 1 },
    users: { ocpp: { added: 1, changed: 1, removed: 0 }, mqtt: { added: 0, changed: 0, removed: 0 } },
  });
  t.equal(memory.document.current.mqtt.max_subscriptions, 7);
  t.equal(memory.topicRules.stored.size, 3);
  t.match(memory.bans.stored.get('clientid c1'), { reason: '', by: '' });
  t.equal(memory.apiKeys.find('view')?.enabled, false);
  t.same([...memory.userBackup.stored.ocpp.keys()], ['CP1', 'CP2', 'CP9']);
  t.ok(memory.userBackup.stored.mqtt.has('ann'));
});

t.test('replaced, what a part does not name goes, but for API keys and for parts that are left out', async (t) => {
  const memory = await stocked();
  t.match(await restoreBackup(memory.ports, whole, replace), {
    topic_rules: { added: 2, removed: 1 },
    bans: { added: 1, changed: 1, removed: 1 },
    users: { ocpp: { removed: 1 }, mqtt: { removed: 1 } },
  });
  t.equal(memory.topicRules.stored.size, 2);
  t.same([...memory.bans.stored.keys()], ['clientid c1', 'clientid c2']);
  t.equal(memory.apiKeys.list().length, 3);
  t.same([...memory.userBackup.stored.ocpp.keys()], ['CP1', 'CP9']);
  t.equal(memory.userBackup.stored.admin.size, 1);
  const before = picture(memory);
  t.same(await restoreBackup(memory.ports, backup({}), replace), { settings: false });
  t.same(picture(memory), before);
});

t.test('a dry run says the same and changes nothing', async (t) => {
  const memory = await stocked();
  const before = picture(memory);
  const dry = await restoreBackup(memory.ports, whole, { mode: 'replace', dryRun: true });
  t.same(picture(memory), before);
  t.same(await restoreBackup(memory.ports, whole, replace), dry);
});

t.test('what one server exports another one takes in, and then exports the same', async (t) => {
  const exported = async ({ ports }: MemoryPorts) => {
    let text = '';
    for await (const piece of backupText(ports)) text += piece;
    return text;
  };
  const from = await stocked();
  await restoreBackup(from.ports, whole, merge);
  const text = await exported(from);
  const to = memoryPorts();
  await restoreBackup(to.ports, JSON.parse(text) as BackupDocument, replace);
  t.equal(await exported(to), text);
});

t.test('one thing in the document that cannot be, and nothing of it is done', async (t) => {
  const memory = await stocked();
  const before = picture(memory);
  const cases: readonly (readonly [Omit<BackupDocument, 'format' | 'version'>, RegExp])[] = [
    [{ settings: { mqtt: { max_subscriptions: 'many' } } }, /^mqtt\.max_subscriptions: must be/],
    [
      { topic_rules: { users: [{ username: 'ann', rules: allow('a/#/b') }] } },
      /username ann: "a\/#\/b" is no topic filter/,
    ],
    [{ topic_rules: { clients: [1, 2].map(() => ({ clientid: 'c', rules: [] })) } }, /clientid c stands there twice/],
    [{ bans: [{ as: 'peerhost', who: 'x', until: 'infinity' }] }, /^bans: "x" is no address/],
    [{ bans: [{ as: 'clientid', who: 'x', until: 'tomorrow' }] }, /must be RFC 3339/],
    [{ bans: [ban('a'), ban('a')] }, /clientid a stands there twice/],
    [{ api_keys: [{ name: 'view', expired_at: 'tomorrow' }] }, /expired_at of view/],
    [{ api_keys: [{ name: 'k' }, { name: 'k' }] }, /k stands there twice/],
    [{ users: { mqtt: [user('bob', 'wrong')] } }, /a password hash of realm mqtt is none/],
  ];
  for (const [wrong, message] of cases) {
    await t.rejects(restoreBackup(memory.ports, { ...whole, ...wrong }, replace), { message }, String(message));
    await t.rejects(restoreBackup(memory.ports, { ...whole, ...wrong }, { mode: 'merge', dryRun: true }), { message });
  }
  t.same(picture(memory), before);
});

t.test('what fails while it is carried out undoes what was done before', async (t) => {
  const failing: readonly ((memory: MemoryPorts) => void)[] = [
    ({ userBackup }) => {
      const restore = userBackup.restore.bind(userBackup);
      userBackup.restore = async (users, how) => {
        if (!how.dryRun) throw new Error('disk full');
        return restore(users, how);
      };
    },
    ({ apiKeys }) => {
      const update = apiKeys.update.bind(apiKeys);
      let isFirst = true;
      apiKeys.update = (name, change) => {
        if (isFirst) {
          isFirst = false;
          throw new Error('disk full');
        }
        return update(name, change);
      };
    },
  ];
  for (const fail of failing) {
    const memory = await stocked();
    const before = picture(memory);
    fail(memory);
    await t.rejects(restoreBackup(memory.ports, whole, replace), { message: 'disk full' });
    t.same(picture(memory), before);
  }
});

t.test('more rules or bans than may be are refused, and what was there is there again', async (t) => {
  const many = ['a', 'b', 'c', 'd'];
  for (const parts of [
    { topic_rules: { users: many.map((username) => ({ username, rules: [] })) } },
    { bans: many.map((who) => ban(who)) },
  ]) {
    const memory = await stocked();
    const before = picture(memory);
    await t.rejects(restoreBackup(memory.ports, backup(parts), merge), {
      statusCode: 400,
      message: /more than may be/,
    });
    t.same(picture(memory), before);
  }
});

t.test(
  'a masked secret is the one that is here; where there is none it is named, and none is made of it',
  async (t) => {
    const settings = { mqtt: { authentication: { jwt: { secret: '******', from: 'username' } } } };
    const known = memoryPorts();
    await known.ports.storedSettings.put({ mqtt: { authentication: { jwt: { secret: 'hunter2' } } } }, 'merge');
    t.match(await restoreBackup(known.ports, backup({ settings }), replace), { missing_secrets: [] });
    t.match(known.document.current.mqtt.authentication.jwt, { secret: 'hunter2', from: 'username' });
    const fresh = memoryPorts();
    const missing = { missing_secrets: ['mqtt.authentication.jwt.secret'] };
    t.match(await restoreBackup(fresh.ports, backup({ settings }), { ...replace, dryRun: true }), missing);
    t.match(await restoreBackup(fresh.ports, backup({ settings }), replace), missing);
    t.match(fresh.document.current.mqtt.authentication.jwt, { secret: '', from: 'username' });
  },
);

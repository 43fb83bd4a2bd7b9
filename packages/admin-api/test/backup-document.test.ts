import t from 'tap';
import {
  backedUpBansOf,
  backedUpKeyOf,
  backedUpRulesOf,
  backedUpUserOf,
  printBackedUpBan,
  printBackedUpKey,
  printBackedUpRules,
  printBackedUpUser,
} from '../src/backup-document.ts';
import type { BackedUpUser, Ban, TopicRuleList } from '../src/index.ts';

const NOW = Date.parse('2024-06-01T12:00:00Z');

t.test('users come back as they went, with what was not there left out', async (t) => {
  const users: readonly BackedUpUser[] = [
    { userId: 'ann', passwordHash: '$x', isSuperuser: true, clientIds: ['ann-*'], createdAt: NOW },
    { userId: 'CP1', passwordHash: '$y', isSuperuser: false, identities: ['CP1'] },
    { userId: 'root', passwordHash: '$z', isSuperuser: false, role: 'operator', description: 'at night' },
  ];
  for (const user of users) t.same(backedUpUserOf(printBackedUpUser(user)), user);
  t.same(
    printBackedUpUser({
      ...(users[1] as BackedUpUser),
      identities: null,
      clientIds: null,
      role: null,
      description: '',
    }),
    {
      user_id: 'CP1',
      password_hash: '$y',
      is_superuser: false,
    },
  );
});

t.test('lists of rules come back as they went, under the names of their subjects', async (t) => {
  const rule = { topic: 'a', permission: 'deny', action: 'publish', qos: [0, 1, 2], retain: 'all' } as const;
  const lists: readonly TopicRuleList[] = [
    { subject: { kind: 'username', name: 'ann' }, rules: [rule] },
    { subject: { kind: 'clientid', name: 'c1' }, rules: [] },
    { subject: { kind: 'all' }, rules: [rule] },
  ];
  const [users, clients, all] = lists.map((list) => printBackedUpRules(list)) as [never, never, { rules: never }];
  t.same(backedUpRulesOf({ users: [users], clients: [clients], all: all.rules }), lists);
  t.same(backedUpRulesOf({ all: [] }), [], 'no rules for all are no list');
});

t.test('bans come back but for those that are over, and a time that is none is noticed', async (t) => {
  const ban: Ban = { as: 'clientid', who: 'c1', by: 'ann', reason: 'x', at: NOW, until: 'infinity' };
  const later: Ban = { ...ban, who: 'c2', until: NOW + 1000 };
  const printed = [ban, later, { ...ban, who: 'c3', until: NOW }].map((one) => printBackedUpBan(one)) as never;
  t.same(backedUpBansOf(printed, NOW), [ban, later]);
  t.same(backedUpBansOf([{ as: 'clientid', who: 'c', until: 'infinity' }], NOW), [
    { as: 'clientid', who: 'c', by: '', reason: '', at: NOW, until: 'infinity' },
  ]);
  t.equal(backedUpBansOf([{ as: 'clientid', who: 'c', until: 'tomorrow' }], NOW), undefined);
});

t.test('an API key comes without its secret, and its end is never or a time', async (t) => {
  const key = {
    name: 'k',
    key: 'abc',
    description: 'd',
    enabled: true,
    expiresAt: null,
    createdAt: 0,
    role: 'viewer',
  } as const;
  t.same(printBackedUpKey(key), { name: 'k', desc: 'd', enable: true, expired_at: 'infinity', role: 'viewer' });
  t.same(backedUpKeyOf(printBackedUpKey(key)), { description: 'd', enabled: true, expiresAt: null, role: 'viewer' });
  t.same(backedUpKeyOf({ name: 'k', expired_at: '2024-06-01T12:00:00Z' }), { expiresAt: NOW });
  t.equal(backedUpKeyOf({ name: 'k', expired_at: 'tomorrow' }), undefined);
});

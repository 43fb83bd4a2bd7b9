import type { Test } from 'tap';
import type { AuditEntry, AuditLog, AuditQuery } from '../../src/index.ts';

/** Makes an empty log that keeps `entriesMax` entries, gone when `t` ends. */
export type MakeAudit = (t: Test, entriesMax: number) => Promise<AuditLog> | AuditLog;

const entry = (at: number): AuditEntry => ({
  at,
  actor: 'admin',
  action: 'kick',
  target: `CP${at}`,
  from: '127.0.0.1',
  detail: { at },
});

/** What every AuditLog has to do, wherever it keeps its entries. */
export function testAuditLog(t: Test, make: MakeAudit): void {
  t.test('entries come back as they were, the newest first, by pages', async (t) => {
    const audit = await make(t, 10);
    for (const at of [1, 2, 3]) await audit.append(entry(at));
    t.same(await audit.list({ page: 1, limit: 2 }), { data: [entry(3), entry(2)], count: 3 });
    t.same(await audit.list({ page: 2, limit: 2 }), { data: [entry(1)], count: 3 });
    await audit.append({ ...entry(4), from: null, detail: null });
    t.match(await audit.list({ page: 1, limit: 1 }), { data: [{ at: 4, from: null, detail: null }] });
    await t.rejects(audit.list({ page: 0, limit: 1 }), { code: 'store_invalid_value' });
  });

  t.test(
    'a list is narrowed by who, what, to what, from where and when, and the count is of the narrowed',
    async (t) => {
      const audit = await make(t, 10);
      await audit.append({ ...entry(1), actor: 'user:ann', target: '100%' });
      await audit.append({ ...entry(2), actor: 'api_key:ann', action: 'kick client' });
      await audit.append({ ...entry(3), actor: 'user:a:b', from: '10.0.0.1' });
      const found = async (query: Omit<AuditQuery, 'page' | 'limit'>) => {
        const { data, count } = await audit.list({ page: 1, limit: 10, ...query });
        t.equal(count, data.length);
        return data.map(({ at }) => at);
      };
      t.same(await found({}), [3, 2, 1]);
      t.same(await found({ actor: 'ann' }), [2, 1]);
      t.same(await found({ actor: 'user:ann' }), [1]);
      t.same(await found({ actor: 'a:b' }), [3]);
      t.same(await found({ actor: '' }), []);
      t.same(await found({ action: 'kick' }), [3, 1]);
      t.same(await found({ likeAction: 'kick' }), [3, 2, 1]);
      t.same(await found({ target: 'CP2' }), [2]);
      t.same(await found({ likeTarget: '%' }), [1], 'a percent sign is itself');
      t.same(await found({ fromAddress: '10.0.0.1' }), [3]);
      t.same(await found({ since: 2 }), [3, 2]);
      t.same(await found({ until: 2, actor: 'ann' }), [2, 1]);
      t.same(await found({ since: 2, until: 2 }), [2]);
      t.match(await audit.list({ page: 2, limit: 1, actor: 'ann' }), { data: [{ at: 1 }], count: 2 });
    },
  );

  t.test('past the bound the oldest entries go', async (t) => {
    const audit = await make(t, 3);
    for (const at of [1, 2, 3, 4, 5]) await audit.append(entry(at));
    t.same(await audit.list({ page: 1, limit: 10 }), { data: [entry(5), entry(4), entry(3)], count: 3 });
  });

  t.test('what is done often does not push out what is done seldom', async (t) => {
    const audit = await make(t, 5);
    await audit.append({ ...entry(1), action: 'update settings' });
    await audit.append({ ...entry(2), action: 'remove user' });
    for (let at = 3; at <= 100; at += 1) await audit.append({ ...entry(at), action: 'publish' });
    const { data, count } = await audit.list({ page: 1, limit: 10 });
    t.equal(count, 5);
    t.same(
      data.map(({ at }) => at),
      [100, 99, 98, 2, 1],
    );
    for (let at = 101; at <= 110; at += 1) await audit.append({ ...entry(at), action: 'kick' });
    t.match(await audit.list({ page: 1, limit: 10, action: 'update settings' }), { count: 1 });
    t.match(await audit.list({ page: 1, limit: 10 }), { count: 5 });
  });

  t.test('an entry that is too large is kept without what is too much', async (t) => {
    const audit = await make(t, 3);
    await audit.append({ ...entry(1), target: 'x'.repeat(100_000), detail: { text: 'y'.repeat(100_000) } });
    const { data } = await audit.list({ page: 1, limit: 1 });
    t.equal(data[0]?.target.length, 256);
    t.match(data[0]?.detail, { omitted: /longer than/ });
  });
}

import type { Test } from 'tap';
import type { AuditEntry, AuditLog } from '../../src/index.ts';

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

  t.test('past the bound the oldest entries go', async (t) => {
    const audit = await make(t, 3);
    for (const at of [1, 2, 3, 4, 5]) await audit.append(entry(at));
    t.same(await audit.list({ page: 1, limit: 10 }), { data: [entry(5), entry(4), entry(3)], count: 3 });
  });

  t.test('an entry that is too large is kept without what is too much', async (t) => {
    const audit = await make(t, 3);
    await audit.append({ ...entry(1), target: 'x'.repeat(100_000), detail: { text: 'y'.repeat(100_000) } });
    const { data } = await audit.list({ page: 1, limit: 1 });
    t.equal(data[0]?.target.length, 256);
    t.match(data[0]?.detail, { omitted: /longer than/ });
  });
}

import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import t from 'tap';
import { createSqlitePersistence } from '../src/index.ts';
import { all, open } from './fixture/open.ts';

t.test('a promise of storage settles after the commit, and a write is seen at once by whoever reads', async (t) => {
  const { persistence, path } = await open(t);
  const order: string[] = [];
  const stored = persistence
    .outgoingEnqueue({ clientId: 'c' }, { topic: 'a', qos: 1 })
    .then(() => order.push('stored'));
  t.equal((await all(persistence.outgoingStream({ id: 'c' }))).length, 1);
  await stored;
  await persistence.destroy();
  const file = new Database(path, { readonly: true });
  t.equal(file.prepare('SELECT count(*) FROM queued').pluck().get(), 1);
  file.close();
});

t.test('closing waits for writes that follow one another, and leaves one file', async (t) => {
  const { persistence, path } = await open(t);
  const chain = async () => {
    for (let n = 0; n < 20; n++) await persistence.storeRetained({ topic: `t/${n}`, payload: 'x', retain: true });
  };
  const written = chain();
  await Promise.all([persistence.destroy(), persistence.destroy()]);
  await written;
  t.notOk(existsSync(`${path}-wal`), 'the log is in the database');
  const again = await open(t, { path });
  t.equal((await all(again.persistence.createRetainedStream('#'))).length, 20);
});

t.test('closing gives up on a writer that never stops', async (t) => {
  const { persistence } = await open(t);
  let refused: unknown;
  const writer = (async () => {
    for (let n = 0; refused === undefined; n++) {
      await persistence.storeRetained({ topic: 't', payload: `${n}`, retain: true }).catch((error) => {
        refused = error;
      });
    }
  })();
  await persistence.destroy();
  await writer;
  t.match(refused, { code: 'store_closed' });
});

t.test('after it is closed, writes are refused and reads are empty', async (t) => {
  const { persistence } = await open(t);
  await persistence.storeRetained({ topic: 't', payload: 'x', retain: true });
  await persistence.putWill({ id: 'c' }, { topic: 't', payload: 'x' });
  await persistence.outgoingEnqueue({ clientId: 'c' }, { topic: 'a', qos: 1, messageId: 1 });
  const opened = persistence.outgoingStream({ id: 'c' });
  await persistence.destroy();
  await t.rejects(persistence.storeRetained({ topic: 't', payload: 'x' }), { code: 'store_closed' });
  await t.rejects(persistence.addSubscriptions({ id: 'c' }, [{ topic: 'a', qos: 1 }]), { code: 'store_closed' });
  await t.rejects(persistence.delWill({ id: 'c' }), { code: 'store_closed' });
  await t.rejects(persistence.outgoingClearMessageId({ id: 'c' }, { messageId: 1 }), { code: 'store_closed' });
  t.strictSame(await all(persistence.createRetainedStream('#')), []);
  t.strictSame(await all(persistence.streamWill()), []);
  t.strictSame(await all(opened), []);
  t.strictSame(await all(persistence.outgoingStream({ id: 'c' })), []);
});

t.test('a will needs a broker to belong to', async (t) => {
  const persistence = createSqlitePersistence({ path: ':memory:' });
  t.teardown(() => persistence.destroy());
  await t.rejects(persistence.putWill({ id: 'c' }, { topic: 't', payload: 'x' }), /not been set up/);
});

t.test('a packet without a packet id is not in store', async (t) => {
  const { persistence } = await open(t);
  for (const messageId of [undefined, null]) {
    await t.rejects(persistence.incomingGetPacket({ id: 'c' }, { messageId }), { code: 'no_such_packet' });
    await t.rejects(persistence.incomingStorePacket({ id: 'c' }, { topic: 'a', messageId }), {
      code: 'no_such_packet',
    });
  }
});

import t from 'tap';
import { openDatabase } from '../src/database.ts';
import { Webhooks } from '../src/webhooks.ts';
import { TestClock } from './fixture/clock.ts';
import { TestLog } from './fixture/log.ts';
import { event, hook, nextTurn, statusOf, temporaryPath } from './fixture/open.ts';
import { receiver } from './fixture/receiver.ts';

t.test('while the disk is full events wait in memory, within the bound of the queue', async (t) => {
  const receiving = await receiver(t);
  const database = openDatabase(temporaryPath(t));
  const clock = new TestClock();
  const log = new TestLog();
  // SQLite's own bound on the size of the file stands in for the disk.
  const room = (pages: number) =>
    database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true })) + pages}`);
  const bound = { queue: { eventsMax: 50, bytesMax: 10_000_000 } };
  const webhooks = new Webhooks(database, {
    path: '',
    hooks: [hook('h', receiving.url, bound)],
    log,
    clock,
    random: () => 0,
  });
  t.teardown(() => webhooks.close());
  const payloadText = JSON.stringify('x'.repeat(10_000));

  webhooks.emit(event('before'));
  await log.next('delivered');
  room(1);
  for (let n = 0; n < 60; n++) webhooks.emit(event(`CP${n}`, { payloadText }));
  await log.next('cannot be stored');
  t.match(statusOf(webhooks, 'h'), { queued: 50, dropped: 10, delivered: 1 });
  t.throws(() => webhooks.flush(), { code: 'SQLITE_FULL' });
  t.throws(() => webhooks.reconfigure([]), { code: 'SQLITE_FULL' }, 'nothing is taken from what cannot be kept');
  webhooks.emit(event('more'));
  await nextTurn();
  t.equal(log.at('error').length, 1, 'a full disk is not tried each turn');

  room(1_000);
  clock.advance(5_000);
  while (statusOf(webhooks, 'h').queued > 0) await log.next('delivered');
  t.strictSame(receiving.identities, ['before', ...Array.from({ length: 50 }, (_, n) => `CP${n}`)]);
  t.match(statusOf(webhooks, 'h'), { queued: 0, queuedBytes: 0 });
});

t.test('what was taken while the disk is full is not sent again', async (t) => {
  const receiving = await receiver(t);
  const database = openDatabase(temporaryPath(t));
  const clock = new TestClock();
  const log = new TestLog();
  const webhooks = new Webhooks(database, { path: '', hooks: [hook('h', receiving.url)], log, clock });
  t.teardown(() => webhooks.close());
  receiving.respond = (response) => {
    database.pragma('query_only = ON');
    response.end();
  };
  webhooks.emit(event('CP1'));
  await log.next('cannot be stored');
  t.match(statusOf(webhooks, 'h'), { queued: 0, delivered: 1 });
  t.throws(() => webhooks.retryNow('h'), 'everything that is to be answered has to be written first');
  database.pragma('query_only = OFF');
  clock.advance(5_000);
  t.equal(database.prepare('SELECT count(*) FROM queued').pluck().get(), 0);
  t.equal(receiving.requests.length, 1);
});

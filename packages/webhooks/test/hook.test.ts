import { createHmac } from 'node:crypto';
import t from 'tap';
import { webhookDefaults } from '../src/webhook-options.ts';
import { event, hook, nextTurn, open, statusOf } from './fixture/open.ts';
import { receiver, statuses } from './fixture/receiver.ts';

const retry = webhookDefaults.retry;

t.test('events go out as JSON, in batches, with the headers of the hook', async (t) => {
  const receiving = await receiver(t);
  const headers = { Authorization: 'Bearer hush', 'user-agent': 'fleet' };
  const { webhooks, log } = open(t, [hook('fleet', receiving.url, { headers })]);
  for (const identity of ['CP1', 'CP2']) webhooks.emit(event(identity));
  await log.next('delivered');
  const [received] = receiving.requests;
  t.match(received?.headers, {
    'content-type': 'application/json',
    authorization: 'Bearer hush',
    'user-agent': 'fleet',
    'x-ocpp-broker-signature': undefined,
  });
  t.equal(received?.batch.hook, 'fleet');
  t.strictSame(receiving.identities, ['CP1', 'CP2'], 'one turn is one batch');
  t.equal(receiving.requests.length, 1);
  t.match(statusOf(webhooks, 'fleet'), {
    state: 'idle',
    queued: 0,
    queuedBytes: 0,
    delivered: 2,
    failed: 0,
    lastError: null,
  });
});

t.test('a request is signed with its time, anew each time it goes out', async (t) => {
  const receiving = await receiver(t, statuses(503, 200));
  const { webhooks, clock, log } = open(t, [hook('h', receiving.url, { secret: 'hush' })]);
  webhooks.emit(event('CP1'));
  await log.next('cannot be delivered');
  clock.advance(1_000);
  await log.next('events are delivered');
  const times = receiving.requests.map(({ headers, text }) => {
    const [, time = '', digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-ocpp-broker-signature'])) ?? [];
    t.equal(digest, createHmac('sha256', 'hush').update(`${time}.${text}`).digest('hex'));
    return Number(time);
  });
  t.strictSame(times, [clock.now() / 1_000 - 1, clock.now() / 1_000]);
  t.equal(receiving.requests[0]?.text, receiving.requests[1]?.text, 'the same batch under the same id');
});

t.test('a batch waits until it is full or its oldest event is old enough, and has its bounds', async (t) => {
  const receiving = await receiver(t);
  const batch = { eventsMax: 3, bytesMax: 100_000, waitMs: 1_000 };
  const { webhooks, clock, log } = open(t, [hook('h', receiving.url, { batch })]);
  for (let n = 1; n <= 7; n++) webhooks.emit(event(`CP${n}`));
  await log.next('delivered');
  await log.next('delivered');
  t.strictSame(
    receiving.requests.map(({ batch }) => batch.events.length),
    [3, 3],
  );
  t.match(statusOf(webhooks, 'h'), { state: 'idle', queued: 1 });
  clock.advance(999);
  t.equal(receiving.requests.length, 2);
  clock.advance(1);
  await log.next('delivered');
  t.strictSame(receiving.identities, ['CP1', 'CP2', 'CP3', 'CP4', 'CP5', 'CP6', 'CP7']);
});

t.test('a receiver that fails is tried again after waits that grow, and gets everything in its order', async (t) => {
  const receiving = await receiver(t, statuses(500, 404, 302, 401, 200));
  const { webhooks, clock, log } = open(t, [hook('h', receiving.url)]);
  webhooks.emit(event('CP1'));
  await log.next('cannot be delivered');
  webhooks.emit(event('CP2'));
  await nextTurn();
  t.match(statusOf(webhooks, 'h'), {
    state: 'waiting',
    queued: 2,
    failed: 1,
    nextAttemptAt: clock.now() + 1_000,
    lastError: { at: clock.now(), message: 'answered 500' },
  });
  for (const wait of [1_000, 2_000, 4_000]) {
    t.strictSame(
      clock.waits.filter((one) => one !== 60_000),
      [wait],
    );
    clock.advance(wait);
    await log.next('cannot be delivered');
  }
  clock.advance(8_000);
  await log.next('delivered again');
  await receiving.next();
  await log.next('events are delivered');
  await log.next('events are delivered');
  t.strictSame(receiving.identities, ['CP1', 'CP1', 'CP1', 'CP1', 'CP1', 'CP2']);
  t.match(statusOf(webhooks, 'h'), { state: 'idle', queued: 0, delivered: 2, failed: 4, nextAttemptAt: null });
});

t.test('any answer that settles a batch makes the next wait a first one again', async (t) => {
  const receiving = await receiver(t, statuses(503, 200, 503, 422, 503));
  const { webhooks, clock, log } = open(t, [hook('h', receiving.url)]);
  for (const settled of ['events are delivered', 'dead letters', 'cannot be delivered']) {
    webhooks.emit(event('CP1'));
    await log.next('cannot be delivered');
    t.equal(statusOf(webhooks, 'h').nextAttemptAt, clock.now() + 1_000);
    clock.advance(1_000);
    await log.next(settled);
  }
});

t.test('Retry-After is kept to', async (t) => {
  const receiving = await receiver(t, (response, _, count) => {
    if (count === 1) response.writeHead(429, { 'retry-after': '90' }).end();
    else response.end();
  });
  const { webhooks, clock, log } = open(t, [hook('h', receiving.url)]);
  webhooks.emit(event('CP1'));
  await log.next('cannot be delivered');
  t.equal(statusOf(webhooks, 'h').nextAttemptAt, clock.now() + 90_000);
  clock.advance(90_000);
  await log.next('events are delivered');
});

t.test(
  'a batch that is refused is not sent again: its events are dead letters, the next goes out at once',
  async (t) => {
    const receiving = await receiver(t, statuses(422, 200));
    const { webhooks, log } = open(t, [hook('h', receiving.url)]);
    webhooks.emit(event('CP1'));
    await log.next('dead letters');
    webhooks.emit(event('CP2'));
    await log.next('delivered');
    t.match(webhooks.deadLetters('h', { page: 1, limit: 10 }), {
      count: 1,
      data: [{ reason: 'answered 422', attempts: 1, eventText: /"identity":"CP1"/ }],
    });
    t.match(statusOf(webhooks, 'h'), { queued: 0, delivered: 1, failed: 1, deadLetters: 1 });
  },
);

t.test('a batch that is out of attempts is given up, and the next one waits its turn', async (t) => {
  const receiving = await receiver(t, statuses(503, 503, 200));
  const { webhooks, clock, log } = open(t, [hook('h', receiving.url, { retry: { ...retry, attemptsMax: 2 } })]);
  webhooks.emit(event('CP1'));
  await log.next('cannot be delivered');
  webhooks.emit(event('CP2'));
  clock.advance(1_000);
  await log.next('dead letters');
  t.match(webhooks.deadLetters('h', { page: 1, limit: 10 }).data, [{ attempts: 2, reason: 'answered 503' }]);
  t.match(statusOf(webhooks, 'h'), { state: 'waiting', queued: 1 }, 'the receiver is not better for it');
  clock.advance(2_000);
  await log.next('events are delivered');
  t.strictSame(receiving.identities, ['CP1', 'CP1', 'CP2']);
});

t.test('events that are too old are given up unsent, and younger ones of their batch go out', async (t) => {
  const receiving = await receiver(t, statuses(503));
  const once = { ...retry, firstMs: 50_000, factor: 1 };
  const batch = { eventsMax: 10, bytesMax: 100_000, waitMs: 30_000 };
  const { webhooks, clock, log } = open(t, [hook('h', receiving.url, { ageMaxMs: 60_000, retry: once, batch })]);
  webhooks.emit(event('old'));
  await nextTurn();
  clock.advance(25_000);
  webhooks.emit(event('young'));
  await nextTurn();
  clock.advance(5_000);
  await log.next('cannot be delivered');
  receiving.respond = statuses(200);
  clock.advance(50_000);
  await log.next('dead letters');
  await log.next('events are delivered');
  t.strictSame(receiving.identities, ['old', 'young', 'young']);
  t.not(receiving.requests[0]?.batch.id, receiving.requests[1]?.batch.id, 'it is another batch');
  t.match(webhooks.deadLetters('h', { page: 1, limit: 10 }), {
    count: 1,
    data: [{ reason: 'too old', attempts: 1 }],
  });
});

t.test('410 lets a hook rest: it keeps what comes, and sends it when somebody says so', async (t) => {
  const receiving = await receiver(t, statuses(410, 200));
  const { webhooks, clock, log } = open(t, [hook('h', receiving.url)]);
  webhooks.emit(event('CP1'));
  await log.next('rests');
  webhooks.emit(event('CP2'));
  await nextTurn();
  clock.advance(10 * 60_000);
  t.match(statusOf(webhooks, 'h'), { state: 'suspended', queued: 2, lastError: { message: 'answered 410' } });
  t.equal(receiving.requests.length, 1);
  webhooks.retryNow('h');
  await log.next('delivered');
  await log.next('delivered');
  t.strictSame(receiving.identities, ['CP1', 'CP1', 'CP2']);
});

t.test('a full queue takes no more, in number and in bytes; what is in it stays', async (t) => {
  const receiving = await receiver(t, statuses(503));
  const few = { queue: { eventsMax: 3, bytesMax: 100_000 } };
  const small = { queue: { eventsMax: 100, bytesMax: 1_024 } };
  const { webhooks, log } = open(t, [hook('few', receiving.url, few), hook('small', receiving.url, small)]);
  for (let n = 1; n <= 100; n++) webhooks.emit(event(`CP${n}`));
  t.match(statusOf(webhooks, 'few'), { queued: 3, dropped: 97 });
  const { queued, queuedBytes, dropped } = statusOf(webhooks, 'small');
  t.ok(queuedBytes <= 1_024 && queuedBytes > 900, `${queuedBytes} bytes`);
  t.equal(queued + dropped, 100);
  t.match(log.at('warn'), [{ fields: { events: 1, reason: 'the queue is full' } }, { fields: { events: 1 } }]);
  await log.next('cannot be delivered', 'few');
  t.strictSame(
    receiving.requests.find(({ batch }) => batch.hook === 'few')?.batch.events.map(({ identity }) => identity),
    ['CP1', 'CP2', 'CP3'],
  );
});

t.test('no more requests are under way at once than a hook may have', async (t) => {
  for (const concurrency of [1, 3]) {
    const answers: (() => void)[] = [];
    const receiving = await receiver(t, (response) => answers.push(() => response.end()));
    const batch = { eventsMax: 1, bytesMax: 100_000, waitMs: 0 };
    const { webhooks, log } = open(t, [hook('h', receiving.url, { concurrency, batch })]);
    for (let n = 1; n <= 5; n++) webhooks.emit(event(`CP${n}`));
    for (let n = 0; n < concurrency; n++) await receiving.next();
    await nextTurn();
    t.equal(receiving.requests.length, concurrency);
    t.equal(statusOf(webhooks, 'h').state, 'sending');
    for (let n = 0; n < 5; n++) {
      while (answers.length === 0) await receiving.next();
      answers.shift()?.();
      await log.next('delivered');
    }
    t.strictSame([...receiving.identities].sort(), ['CP1', 'CP2', 'CP3', 'CP4', 'CP5']);
    t.equal(receiving.connections, concurrency);
  }
});

t.test('requests that fail together make one pause, and then all go out again', async (t) => {
  const answers: (() => void)[] = [];
  const receiving = await receiver(t, (response) => answers.push(() => response.writeHead(503).end()));
  const batch = { eventsMax: 1, bytesMax: 100_000, waitMs: 0 };
  const { webhooks, clock, log } = open(t, [hook('h', receiving.url, { concurrency: 2, batch })]);
  for (let n = 1; n <= 3; n++) webhooks.emit(event(`CP${n}`));
  for (let n = 0; n < 2; n++) await receiving.next();
  answers[0]?.();
  await log.next('cannot be delivered');
  answers[1]?.();
  await log.next('request failed');
  t.equal(statusOf(webhooks, 'h').nextAttemptAt, clock.now() + 1_000, 'not twice as long');
  receiving.respond = statuses(200);
  clock.advance(1_000);
  for (let n = 0; n < 3; n++) await log.next('events are delivered');
  t.strictSame([...receiving.identities].sort(), ['CP1', 'CP1', 'CP2', 'CP2', 'CP3']);
});

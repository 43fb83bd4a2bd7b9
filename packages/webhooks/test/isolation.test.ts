import { once } from 'node:events';
import { createServer } from 'node:net';
import t from 'tap';
import { webhookDefaults } from '../src/webhook-options.ts';
import { event, hook, nextTurn, open, statusOf, temporaryPath } from './fixture/open.ts';
import { type Respond, receiver, statuses } from './fixture/receiver.ts';

const EVENTS = 500;

const endless: Respond = (response) => {
  const more = () => {
    while (!response.destroyed && response.write('x'.repeat(10_000)));
    response.once('drain', more);
  };
  more();
};

const bad: Readonly<Record<string, Respond>> = {
  hangs: () => {},
  slow: (response) => response.writeHead(200, { 'content-length': '10' }).flushHeaders(),
  endless,
  closes: (_, { socket }) => socket.resetAndDestroy(),
  fails: statuses(500),
  refuses: statuses(400),
};

t.test('receivers that hang, dawdle, babble, close or are not there hold up no other hook', async (t) => {
  const good = await receiver(t);
  const hooks = [hook('good', good.url)];
  for (const [name, respond] of Object.entries(bad)) hooks.push(hook(name, (await receiver(t, respond)).url));
  const deaf = createServer((socket) => socket.on('error', () => {}).pause());
  deaf.listen(0, '127.0.0.1');
  await once(deaf, 'listening');
  t.teardown(() => deaf.close());
  const absent = await receiver(t);
  await absent.close();
  const address = deaf.address();
  const port = typeof address === 'object' ? address?.port : 0;
  hooks.push(hook('deaf', `http://127.0.0.1:${port}/`), hook('absent', absent.url));

  const { webhooks, log } = open(t, hooks, temporaryPath(t));
  // No time passes on the hooks' clock: nobody is waited for, not even until a time-out.
  for (let n = 0; n < EVENTS; n++) {
    webhooks.emit(event(`CP${n}`));
    if (n % 10 === 9) await nextTurn();
  }
  while (statusOf(webhooks, 'good').delivered < EVENTS) await log.next('delivered', 'good');
  t.strictSame(
    good.identities,
    Array.from({ length: EVENTS }, (_, n) => `CP${n}`),
    'all of them once, in order',
  );
  for (const name of ['hangs', 'slow', 'closes', 'fails', 'deaf', 'absent']) {
    t.match(statusOf(webhooks, name), { delivered: 0, queued: EVENTS }, name);
  }
});

t.test('a day of events that are too old is given up in many turns, not in one', async (t) => {
  const receiving = await receiver(t, statuses(503));
  const batch = { ...webhookDefaults.batch, waitMs: 0 };
  const { webhooks, clock, log } = open(t, [hook('h', receiving.url, { batch })]);
  for (let n = 0; n < 1_000; n++) webhooks.emit(event(`CP${n}`));
  await log.next('cannot be delivered');
  clock.set(clock.now() + 86_400_000);
  clock.advance(0);
  let turns = 0;
  for (; turns < 100 && statusOf(webhooks, 'h').queued > 0; turns++) await nextTurn();
  t.ok(turns >= 9 && turns < 100, `${turns} turns`);
  await nextTurn();
  t.match(statusOf(webhooks, 'h'), { deadLetters: 1_000, queued: 0, failed: 1 });
});

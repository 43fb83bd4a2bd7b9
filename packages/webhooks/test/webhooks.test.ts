import { once } from 'node:events';
import t from 'tap';
import { WebhookError } from '../src/index.ts';
import { eventBytesMax } from '../src/webhook-event.ts';
import type { WebhookOptions } from '../src/webhook-options.ts';
import { event, hook, nextTurn, open, statusOf, temporaryPath } from './fixture/open.ts';
import { receiver, statuses } from './fixture/receiver.ts';

t.test('each hook gets the events that it wants', async (t) => {
  const all = await receiver(t);
  const boots = await receiver(t);
  const { webhooks, log } = open(t, [
    hook('all', all.url),
    hook('boots', boots.url, { events: ['call.BootNotification'], identities: ['CP*'], direction: 'upstream' }),
  ]);
  const call = { kind: 'call', direction: 'upstream', payloadText: '{}' } as const;
  webhooks.emit(event('CP1', { ...call, action: 'BootNotification' }));
  webhooks.emit(event('CP1', { ...call, action: 'Heartbeat' }));
  webhooks.emit(event('X1', { ...call, action: 'BootNotification' }));
  webhooks.emit(event('CP1', { ...call, action: 'BootNotification', direction: 'downstream' }));
  webhooks.emit(event('CP1'));
  await log.next('delivered');
  await log.next('delivered');
  t.equal(all.identities.length, 5);
  t.match(boots.requests[0]?.batch.events, [{ kind: 'call', action: 'BootNotification', payload: {} }]);
  t.equal(boots.identities.length, 1);
  const ids = [all, boots].map(({ requests }) => requests[0]?.batch.events[0]?.id);
  t.equal(ids[0], ids[1], 'an event has the same id everywhere');
});

t.test('what no hook wants is known before it is made', async (t) => {
  const { webhooks } = open(t, [
    hook('a', 'http://127.0.0.1:1', { events: ['call.BootNotification', 'error'] }),
    hook('off', 'http://127.0.0.1:1', { enable: false }),
  ]);
  t.ok(webhooks.wants('call', 'BootNotification'));
  t.ok(webhooks.wants('error', 'Heartbeat'));
  t.notOk(webhooks.wants('call', 'Heartbeat'));
  t.notOk(webhooks.wants('client.connected'));
  webhooks.emit(event('CP1'));
  t.match(webhooks.status(), [
    { queued: 0, dropped: 0 },
    { queued: 0, state: 'disabled' },
  ]);
});

t.test('emit never throws: what cannot be sent is counted, and told in the log', async (t) => {
  const { webhooks, log } = open(t, [hook('h', 'http://127.0.0.1:1')]);
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  webhooks.emit(event('CP1', { fields: circle }));
  webhooks.emit(event('CP1', { fields: { big: 1n } }));
  webhooks.emit(event('CP1', { payloadText: JSON.stringify({ x: 'x'.repeat(eventBytesMax) }) }));
  t.match(statusOf(webhooks, 'h'), { queued: 0, dropped: 3 });
  t.match(log.at('warn'), [{ fields: { hook: 'h', events: 1, reason: 'the event cannot be written as JSON' } }]);
});

t.test('hooks are changed while running: what waits goes by the new options, at once', async (t) => {
  const before = await receiver(t, statuses(500));
  const after = await receiver(t);
  const { webhooks, log } = open(t, [hook('h', before.url)]);
  webhooks.emit(event('CP1'));
  await log.next('cannot be delivered');
  webhooks.reconfigure([hook('h', after.url, { secret: 'hush' }), hook('new', after.url, { events: [] })]);
  await log.next('events are delivered');
  t.strictSame(after.identities, ['CP1']);
  t.type(after.requests[0]?.headers['x-ocpp-broker-signature'], 'string');
  t.strictSame(
    webhooks.status().map(({ name }) => name),
    ['h', 'new'],
  );
});

t.test('what is under way while a hook changes ends as it began; its failure counts for nothing', async (t) => {
  const change = Promise.withResolvers<void>();
  const before = await receiver(t, (response) => void change.promise.then(() => response.writeHead(410).end()));
  const after = await receiver(t);
  const { webhooks, log } = open(t, [hook('h', before.url)]);
  webhooks.emit(event('CP1'));
  const { socket } = await before.next();
  const closed = once(socket, 'close');
  webhooks.reconfigure([hook('h', after.url)]);
  t.notOk(socket.destroyed);
  change.resolve();
  await log.next('delivered');
  await closed;
  t.strictSame(after.identities, ['CP1']);
});

t.test('a hook that stays as it is notices nothing of a change of others', async (t) => {
  const receiving = await receiver(t, statuses(503));
  const { webhooks, clock, log } = open(t, [hook('h', receiving.url)]);
  webhooks.emit(event('CP1'));
  await log.next('cannot be delivered');
  webhooks.reconfigure([hook('other', receiving.url), hook('h', receiving.url)]);
  t.match(statusOf(webhooks, 'h'), { state: 'waiting', failed: 1, nextAttemptAt: clock.now() + 1_000 });
});

t.test('hooks are taken all or none: a bad URL names its hook and changes nothing', async (t) => {
  const receiving = await receiver(t);
  const { webhooks, log } = open(t, [hook('good', receiving.url)]);
  const bad: readonly WebhookOptions[] = [hook('bad', 'nowhere')];
  t.throws(() => webhooks.reconfigure(bad), {
    code: 'webhook_invalid_option',
    problems: [{ hook: 'bad', option: 'url' }],
  });
  webhooks.emit(event('CP1'));
  await log.next('delivered');
  t.strictSame(
    webhooks.status().map(({ name }) => name),
    ['good'],
  );
  t.throws(() => open(t, bad), WebhookError);
});

t.test('a hook that is disabled keeps what waits, takes nothing, and goes on when it is enabled', async (t) => {
  const receiving = await receiver(t, statuses(503));
  const { webhooks, log } = open(t, [hook('h', receiving.url)]);
  webhooks.emit(event('CP1'));
  await log.next('cannot be delivered');
  webhooks.reconfigure([hook('h', receiving.url, { enable: false })]);
  webhooks.emit(event('CP2'));
  t.match(statusOf(webhooks, 'h'), { state: 'disabled', queued: 1 });
  receiving.respond = statuses(204);
  webhooks.reconfigure([hook('h', receiving.url)]);
  await log.next('events are delivered');
  t.strictSame(receiving.identities, ['CP1', 'CP1']);
});

t.test('a hook that is removed and comes back finds what waited for it', async (t) => {
  const receiving = await receiver(t, () => {});
  const { webhooks, log } = open(t, [hook('h', receiving.url)]);
  webhooks.emit(event('CP1'));
  const { socket } = await receiving.next();
  const closed = once(socket, 'close');
  webhooks.reconfigure([]);
  await closed;
  t.strictSame(webhooks.status(), []);
  t.notOk(webhooks.wants('chargepoint.connected'));
  receiving.respond = statuses(204);
  webhooks.reconfigure([hook('h', receiving.url)]);
  await log.next('delivered');
  t.strictSame(receiving.identities, ['CP1', 'CP1']);
  t.match(statusOf(webhooks, 'h'), { queued: 0, delivered: 1 });
});

t.test('dead letters are read, sent again, and dropped', async (t) => {
  const receiving = await receiver(t, statuses(400));
  const { webhooks, log } = open(t, [hook('h', receiving.url)]);
  for (const identity of ['CP1', 'CP2', 'CP3']) webhooks.emit(event(identity));
  await log.next('dead letters');
  const ids = webhooks.deadLetters('h', { page: 1, limit: 10 }).data.map(({ id }) => id);
  t.equal(webhooks.dropDeadLetters('h', ids.slice(0, 1)), 1);
  receiving.respond = statuses(200);
  t.equal(webhooks.retryDeadLetters('h', ids.slice(0, 2)), 1);
  await log.next('delivered');
  t.equal(webhooks.retryDeadLetters('h'), 1);
  await log.next('delivered');
  t.strictSame(receiving.identities.slice(3), ['CP2', 'CP3']);
  t.match(statusOf(webhooks, 'h'), { queued: 0, queuedBytes: 0, delivered: 2, deadLetters: 0 });
  t.equal(webhooks.retryDeadLetters('h'), 0);
});

t.test('a hook that is not there is an error', async (t) => {
  const { webhooks } = open(t, []);
  for (const ask of [
    () => webhooks.deadLetters('h', { page: 1, limit: 1 }),
    () => webhooks.retryDeadLetters('h'),
    () => webhooks.dropDeadLetters('h'),
    () => webhooks.retryNow('h'),
  ]) {
    t.throws(ask, { code: 'webhook_unknown', message: 'there is no webhook "h"' });
  }
});

t.test('what waits is sent after the next start', async (t) => {
  const path = temporaryPath(t);
  const receiving = await receiver(t, statuses(503));
  const first = open(t, [hook('h', receiving.url)], path);
  first.webhooks.emit(event('CP1'));
  await first.log.next('cannot be delivered');
  first.webhooks.emit(event('CP2'));
  await first.webhooks.close();

  receiving.respond = statuses(200);
  const second = open(t, [hook('h', receiving.url)], path);
  await second.log.next('delivered');
  t.strictSame(receiving.identities, ['CP1', 'CP1', 'CP2']);
  const [before, after] = receiving.requests.map(({ batch }) => batch.events[0]?.id);
  t.equal(before, after, 'under the same ids');
});

t.test('close waits for an answer that is on its way, and for no longer than a second', async (t) => {
  const path = temporaryPath(t);
  const answered = await receiver(t, (response) => void response.end());
  const hung = await receiver(t, () => {});
  const { webhooks, clock } = open(t, [hook('answered', answered.url), hook('hung', hung.url)], path);
  webhooks.emit(event('CP1'));
  await Promise.all([answered.next(), hung.next()]);
  const closed = webhooks.close();
  while (statusOf(webhooks, 'answered').delivered === 0) await nextTurn();
  clock.advance(1_000);
  await closed;
  webhooks.emit(event('CP2'));
  t.notOk(webhooks.wants('chargepoint.connected'));
  t.throws(() => webhooks.reconfigure([]), { code: 'store_closed' });
  t.throws(() => webhooks.retryNow('hung'), { code: 'store_closed' });
  await webhooks.close();
  const again = open(t, [hook('answered', answered.url), hook('hung', hung.url, { enable: false })], path);
  t.match(again.webhooks.status(), [{ queued: 0 }, { queued: 1 }]);
});

t.test('no secret is in the log or the status', async (t) => {
  const key = 'hush-hush';
  const receiving = await receiver(t, (response) => response.writeHead(503).end(key));
  const secretive = hook('h', `${receiving.url}?key=${key}`, { secret: key, headers: { authorization: key } });
  const { webhooks, log } = open(t, [secretive]);
  webhooks.emit(event('CP1'));
  await log.next('cannot be delivered');
  t.notMatch(JSON.stringify([log.lines, webhooks.status()]), key);
});

t.test('whether the file can be written is found out by writing', async (t) => {
  const { webhooks } = open(t, [hook('h', 'http://127.0.0.1:1')], temporaryPath(t));
  webhooks.emit(event('CP1'));
  t.doesNotThrow(() => webhooks.checkWritable());
  await webhooks.close();
  t.throws(() => webhooks.checkWritable(), { code: 'store_closed' });
});

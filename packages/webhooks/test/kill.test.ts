import { fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import t from 'tap';
import { hook, open, statusOf, temporaryPath } from './fixture/open.ts';
import { receiver, statuses } from './fixture/receiver.ts';

const ROUNDS = 8;

t.test(
  'after kill -9 every event of a turn that was over reaches its receiver, under one id however often',
  async (t) => {
    const path = temporaryPath(t);
    const receiving = await receiver(t);
    let promised = -1;
    for (let round = 0; round < ROUNDS; round++) {
      // With a receiver that takes everything, one that fails now and then, and one that is down.
      receiving.respond = [statuses(200), statuses(200, 503, 200), statuses(503)][round % 3] ?? statuses(200);
      const child = fork(new URL('emitter-process.js', new URL('fixture/', import.meta.url)), [
        path,
        receiving.url,
        String(promised + 1),
      ]);
      t.teardown(() => child.kill('SIGKILL'));
      const turns = randomInt(1, 200);
      let told = 0;
      child.on('message', (last: number) => {
        promised = last;
        if (++told === turns) child.kill('SIGKILL');
      });
      const [, signal] = await once(child, 'exit');
      t.equal(signal, 'SIGKILL', `round ${round}, after ${turns} turns up to event ${promised}`);
    }
    receiving.respond = statuses(200);
    const { webhooks, log } = open(t, [hook('h', receiving.url)], path);
    while (statusOf(webhooks, 'h').queued > 0) await log.next('events are delivered');

    const ids = new Map<string, Set<string>>();
    for (const { identity, id } of receiving.requests.flatMap(({ batch }) => batch.events)) {
      ids.set(identity, (ids.get(identity) ?? new Set()).add(id));
    }
    const missing = Array.from({ length: promised + 1 }, (_, n) => String(n)).filter((number) => !ids.has(number));
    t.strictSame(missing, []);
    t.ok(promised > ROUNDS);
  },
);

t.test('an event that a killed process had not committed may be missing; the file opens, and goes on', async (t) => {
  const path = temporaryPath(t);
  const receiving = await receiver(t);
  const child = fork(new URL('fixture/emitter-process.js', import.meta.url), [path, receiving.url, '0']);
  t.teardown(() => child.kill('SIGKILL'));
  await once(child, 'message');
  t.throws(() => open(t, [hook('h', receiving.url)], path), { code: 'store_in_use' }, 'one process at a time');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { webhooks } = open(t, [hook('h', receiving.url, { enable: false })], path);
  t.match(statusOf(webhooks, 'h'), { state: 'disabled', dropped: 0 });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openWebhooks, webhookDefaults } from '@ocpp-broker/webhooks';
import { pino } from 'pino';
import t from 'tap';
import { webhookPort } from '../src/admin-webhook-port.ts';
import { until } from './fixtures/running-wait.ts';

t.test('a hook is told in the words of the API, and mended over it', async (t) => {
  let status = 410;
  const receiver = createServer((request, response) => {
    request.resume();
    response.writeHead(status).end();
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  t.teardown(() => receiver.close().closeAllConnections());
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const batch = { ...webhookDefaults.batch, waitMs: 0 };
  const webhooks = openWebhooks({
    path: ':memory:',
    hooks: [
      { ...webhookDefaults, batch, name: 'h', url },
      { ...webhookDefaults, name: 'off', url, enable: false },
    ],
    log: pino({ level: 'silent' }),
  });
  t.teardown(() => webhooks.close());
  const port = webhookPort(webhooks);
  const statusOf = async () => port.status('h');
  t.match(await statusOf(), { name: 'h', state: 'idle', lastError: null, delivered: 0 });
  t.match(await port.status('off'), { state: 'off' });
  webhooks.emit({ kind: 'call', identity: 'CP1', action: 'Reset' });
  await until('the hook to rest', async () => (await statusOf()).state === 'gone');
  t.match(await statusOf(), { lastError: 'answered 410', queued: 1 });
  status = 422;
  t.equal(await port.retryDeadLetters('h'), 0, 'there is none; but whoever asks wants it to be tried');
  await until('the dead letter', async () => (await statusOf()).deadLetters === 1);
  t.match(await port.deadLetters('h', { page: 1, limit: 9 }), { count: 1, data: [{ reason: 'answered 422' }] });
  t.equal(await port.dropDeadLetters('h'), 1);
  status = 200;
  t.match(await port.test('off'), { kind: 'answered', status: 200 });
  t.throws(() => port.status('none'), { code: 'webhook_unknown' });
  await t.rejects(port.test('none'), { code: 'webhook_unknown' });
});

import type { Schemas } from '@ocpp-broker/api-client';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { gather } from '../gather.ts';
import { report } from '../report.ts';
import { apiOf } from '../server.ts';
import { type Column, printable, table } from '../table.ts';

type Webhook = Schemas['Webhook'];
type Letter = Schemas['WebhookDeadLetter'];

const nameArgument = { name: 'name', about: 'name of the webhook' };
const PAGE = 1_000;
/** A table has to be whole before its first line can be written; JSON goes line by line, without an end. */
const SHOWN_MAX = 10_000;

/** `ocpp-broker webhooks`. */
export const listWebhooksCommand: Command = {
  name: 'webhooks list',
  summary: 'List the webhooks and how they fare',
  isRemote: true,
  notes: ['With --json: the webhooks as the API tells them, secrets masked.'],
  run: async (given, surroundings) => {
    const hooks = await (await apiOf(given, surroundings)).get('/api/v5/webhooks');
    await report(given, surroundings, { json: hooks, text: table(hooks, hookColumns) || 'no webhooks\n' });
    return exitCode.ok;
  },
};

/** `ocpp-broker webhooks test`. */
export const testWebhookCommand: Command = {
  name: 'webhooks test',
  summary: 'Send a test event to a webhook, and tell how it was taken',
  arguments: [nameArgument],
  isRemote: true,
  notes: [
    'The exit code is 1 when the receiver did not take it. With --json: {"delivered", "status", "problem", "latency_ms"}.',
  ],
  run: async (given, surroundings) => {
    const api = await apiOf(given, surroundings);
    const test = await api.post('/api/v5/webhooks/{name}/test', { path: { name: given.argument(0) } });
    const answer = test.problem === null ? `answered ${test.status}` : printable(test.problem);
    await report(given, surroundings, {
      json: test,
      text: `${test.delivered ? 'taken' : 'not taken'}: ${answer} after ${test.latency_ms} ms\n`,
    });
    return test.delivered ? exitCode.ok : exitCode.failed;
  },
};

/** `ocpp-broker webhooks dead-letters`. */
export const deadLettersCommand: Command = {
  name: 'webhooks dead-letters',
  summary: 'List the events that a webhook has given up',
  arguments: [nameArgument],
  isRemote: true,
  notes: ['With --json: one event a line, {"id", "at", "reason", "attempts", "event"}.'],
  run: async (given, surroundings) => {
    const api = await apiOf(given, surroundings);
    const path = { name: given.argument(0) };
    const letters = api.each('/api/v5/webhooks/{name}/dead_letters', { path, query: { limit: PAGE } });
    if (given.has('json')) {
      for await (const letter of letters) await surroundings.output.write(`${JSON.stringify(letter)}\n`);
    } else
      await surroundings.output.write(
        table((await gather(letters, SHOWN_MAX)).found, letterColumns) || 'no dead letters\n',
      );
    return exitCode.ok;
  },
};

/** `ocpp-broker webhooks retry`. */
export const retryWebhookCommand: Command = {
  name: 'webhooks retry',
  summary: 'Send all the events that a webhook has given up once more',
  arguments: [nameArgument],
  isRemote: true,
  notes: ['With --json: {"count"}.'],
  run: async (given, surroundings) => {
    const api = await apiOf(given, surroundings);
    const path = { name: given.argument(0) };
    const done = await api.post('/api/v5/webhooks/{name}/dead_letters/retry', { path, body: {} });
    await report(given, surroundings, { json: done, text: `${done.count} in the queue again\n` });
    return exitCode.ok;
  },
};

/** `ocpp-broker webhooks drop`. */
export const dropWebhookCommand: Command = {
  name: 'webhooks drop',
  summary: 'Forget all the events that a webhook has given up',
  arguments: [nameArgument],
  isRemote: true,
  notes: ['With --json: {"count"}.'],
  run: async (given, surroundings) => {
    const api = await apiOf(given, surroundings);
    const done = await api.delete('/api/v5/webhooks/{name}/dead_letters', { path: { name: given.argument(0) } });
    await report(given, surroundings, { json: done, text: `${done.count} forgotten\n` });
    return exitCode.ok;
  },
};

const hookColumns: readonly Column<Webhook>[] = [
  ['NAME', ({ name }) => name],
  ['STATE', ({ status }) => status.state],
  ['QUEUED', ({ status }) => status.queued],
  ['DELIVERED', ({ status }) => status.delivered],
  ['FAILED', ({ status }) => status.failed],
  ['DEAD', ({ status }) => status.dead_letters],
  ['LAST ERROR', ({ status }) => status.last_error],
];
const letterColumns: readonly Column<Letter>[] = [
  ['ID', ({ id }) => id],
  ['AT', ({ at }) => at],
  ['ATTEMPTS', ({ attempts }) => attempts],
  ['REASON', ({ reason }) => reason],
];

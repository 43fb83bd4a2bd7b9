import { byteCount, durationMs, type Settings, type WebhookSettings } from '@ocpp-broker/config';
import { WebhookError, type WebhookOptions } from '@ocpp-broker/webhooks';
import { readOperatorFile } from './operator-file.ts';
import { everyOne, StartError } from './start-error.ts';

/** What the settings mean to the webhooks; throws a StartError that names each file that cannot be read. */
export function webhookOptions({ webhooks }: Pick<Settings, 'webhooks'>): readonly WebhookOptions[] {
  return everyOne(
    Object.entries(webhooks).map(
      ([name, hook]) =>
        () =>
          hookOptions(name, hook),
    ),
  );
}

/** Does something with hooks; what the webhooks refuse becomes a StartError that names the settings at fault. */
export function refusingBySetting<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof WebhookError) || error.problems.length === 0) throw error;
    throw new StartError(
      error.problems.map(({ hook, option, message }) => ({
        path: `webhooks.${hook}.${settingNames.get(option) ?? option}`,
        message,
      })),
    );
  }
}

function hookOptions(name: string, settings: WebhookSettings): WebhookOptions {
  const { url, enable, events, identities, direction, secret, headers, concurrency } = settings;
  const { batch, retry, queue, dead_letters: deadLetters, cacertfile } = settings;
  return {
    name,
    url,
    enable,
    events,
    identities,
    direction,
    secret,
    headers,
    ...(cacertfile === '' ? {} : { ca: readOperatorFile(cacertfile, `webhooks.${name}.cacertfile`) }),
    batch: { ...boundsOf(batch), waitMs: durationMs(batch.max_wait) },
    timeoutMs: durationMs(settings.timeout),
    retry: {
      firstMs: durationMs(retry.first),
      factor: retry.factor,
      maxMs: durationMs(retry.max),
      attemptsMax: retry.attempts,
    },
    ageMaxMs: durationMs(settings.max_age),
    queue: boundsOf(queue),
    deadLetters: boundsOf(deadLetters),
    concurrency,
  };
}

function boundsOf({ max_events, max_bytes }: WebhookSettings['queue']): WebhookOptions['queue'] {
  return { eventsMax: max_events, bytesMax: byteCount(max_bytes) };
}

/** The settings that are spelled in another way than the options; the webhooks name options. */
const settingNames: ReadonlyMap<string, string> = new Map([
  ['ca', 'cacertfile'],
  ['batch.eventsMax', 'batch.max_events'],
  ['batch.bytesMax', 'batch.max_bytes'],
  ['batch.waitMs', 'batch.max_wait'],
  ['timeoutMs', 'timeout'],
  ['retry.firstMs', 'retry.first'],
  ['retry.maxMs', 'retry.max'],
  ['retry.attemptsMax', 'retry.attempts'],
  ['ageMaxMs', 'max_age'],
  ['queue.eventsMax', 'queue.max_events'],
  ['queue.bytesMax', 'queue.max_bytes'],
  ['deadLetters.eventsMax', 'dead_letters.max_events'],
  ['deadLetters.bytesMax', 'dead_letters.max_bytes'],
]);

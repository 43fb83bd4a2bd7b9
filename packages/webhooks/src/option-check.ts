// Hooks are taken all or none: every problem is told at once, with the hook and the option it is about.

import { X509Certificate } from 'node:crypto';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { filterProblem, identityProblem } from './event-filter.ts';
import { WebhookError, type WebhookProblem } from './webhook-error.ts';
import { hooksMax, type WebhookOptions } from './webhook-options.ts';

const namePattern = /^[A-Za-z0-9_-]{1,64}$/;
const headersMax = 32;
const filtersMax = 1_000;
/** What a request is made of by us, or would break the connection. */
const ownHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-ocpp-broker-signature',
]);

/** Throws a WebhookError that names everything that is wrong with `hooks`. */
export function checkHooks(hooks: readonly WebhookOptions[]): void {
  const problems = [...problemsOfList(hooks), ...hooks.flatMap(problemsOf)];
  if (problems.length === 0) return;
  const sentences = problems.map(
    ({ hook, option, message }) => `webhook ${JSON.stringify(hook)}: ${option} ${message}`,
  );
  throw new WebhookError('webhook_invalid_option', sentences.join('; '), { problems });
}

function* problemsOfList(hooks: readonly WebhookOptions[]): Iterable<WebhookProblem> {
  const seen = new Set<string>();
  for (const { name } of hooks) {
    if (seen.has(name)) yield { hook: name, option: 'name', message: 'is that of another hook' };
    seen.add(name);
  }
  const beyond = hooks[hooksMax];
  if (beyond !== undefined) yield { hook: beyond.name, option: 'name', message: `is one more than ${hooksMax} hooks` };
}

type Problem = readonly [option: string, message: string | undefined];

function problemsOf(hook: WebhookOptions): readonly WebhookProblem[] {
  const found: Problem[] = [
    ['name', namePattern.test(hook.name) ? undefined : 'has to be 1 to 64 letters, digits, - and _'],
    ['url', urlProblem(hook.url)],
    ['events', filtersProblem(hook.events, filterProblem)],
    ['identities', filtersProblem(hook.identities, identityProblem)],
    ['ca', hook.ca === undefined ? undefined : certificatesProblem(hook.ca)],
    ['headers', headersProblem(hook.headers)],
    ...numberProblems(hook),
  ];
  return found.flatMap(([option, message]) => (message === undefined ? [] : [{ hook: hook.name, option, message }]));
}

function urlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:\/\//i.test(text)) return 'has to begin with http:// or https:// and a host';
  if (url.username !== '' || url.password !== '') return 'cannot hold credentials: use a header';
  return undefined;
}

function filtersProblem(texts: readonly string[], problem: (text: string) => string | undefined): string | undefined {
  if (texts.length > filtersMax) return `has more than ${filtersMax} entries`;
  for (const text of texts) {
    const message = problem(text);
    if (message !== undefined) return message;
  }
  return undefined;
}

function headersProblem(headers: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(headers);
  if (entries.length > headersMax) return `has more than ${headersMax} entries`;
  for (const [name, value] of entries) {
    try {
      validateHeaderName(name);
    } catch {
      return `has a name that is none: ${JSON.stringify(name)}`;
    }
    if (ownHeaders.has(name.toLowerCase())) return `cannot set ${name}: the request has its own`;
    try {
      validateHeaderValue(name, value);
    } catch {
      // The value is not told: it may be a key.
      return `has a value for ${name} that cannot be sent`;
    }
  }
  return undefined;
}

function certificatesProblem(ca: string): string | undefined {
  const certificates = ca.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs);
  if (certificates === null) return 'has no certificate in PEM';
  try {
    // One by one: TLS would take the good ones and keep silent about the others.
    for (const certificate of certificates) new X509Certificate(certificate);
    return undefined;
  } catch {
    return 'has a certificate that cannot be read';
  }
}

const dayMs = 86_400_000;
const gibibyte = 1024 ** 3;

function numberProblems(hook: WebhookOptions): readonly Problem[] {
  const { batch, retry, queue, deadLetters } = hook;
  return [
    ['batch.eventsMax', whole(batch.eventsMax, 1, 10_000)],
    ['batch.bytesMax', whole(batch.bytesMax, 1_024, 16 * 1024 * 1024)],
    ['batch.waitMs', whole(batch.waitMs, 0, 3_600_000)],
    ['timeoutMs', whole(hook.timeoutMs, 100, 300_000)],
    ['retry.firstMs', whole(retry.firstMs, 10, dayMs)],
    ['retry.factor', within(retry.factor, 1, 100)],
    ['retry.maxMs', whole(retry.maxMs, retry.firstMs, dayMs)],
    ['retry.attemptsMax', whole(retry.attemptsMax, 0, 1_000_000)],
    ['ageMaxMs', whole(hook.ageMaxMs, 1_000, 365 * dayMs)],
    ['queue.eventsMax', whole(queue.eventsMax, 1, 10_000_000)],
    ['queue.bytesMax', whole(queue.bytesMax, 1_024, 64 * gibibyte)],
    ['deadLetters.eventsMax', whole(deadLetters.eventsMax, 0, 1_000_000)],
    ['deadLetters.bytesMax', whole(deadLetters.bytesMax, 0, 64 * gibibyte)],
    ['concurrency', whole(hook.concurrency, 1, 16)],
  ];
}

function whole(value: number, min: number, max: number): string | undefined {
  return Number.isSafeInteger(value) ? within(value, min, max) : 'has to be a whole number';
}

function within(value: number, min: number, max: number): string | undefined {
  return value >= min && value <= max ? undefined : `has to be from ${min} to ${max}`;
}

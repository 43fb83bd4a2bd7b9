import {
  choice,
  count,
  duration,
  flag,
  type LeafSchema,
  type NamedSchema,
  number,
  path,
  type SectionSchema,
  section,
  size,
  text,
} from './setting-schema.ts';

/** Each event is held against each of them. */
const hooksMax = 32;
const headersMax = 32;
const filtersMax = 1_000;

const secret = (leaf: LeafSchema): LeafSchema => ({ ...leaf, secret: true });

const url = secret(
  text('', 'live', 'Where events are sent. It is shown as `******`, since a part of it may be a key.', {
    // Credentials before the host would be taken for a part of it by some receivers, and logged by others.
    pattern: '^$|^[Hh][Tt][Tt][Pp][Ss]?://[^\\s\\u0000-\\u001f\\u007f/?#@]+(?:[/?#][^\\s\\u0000-\\u001f\\u007f]*)?$',
    expects: 'an address such as https://example.org/events, without user and password',
    maxLength: 2048,
  }),
);

const filters = (
  value: readonly string[],
  description: string,
  entry: { readonly pattern: string; readonly expects: string; readonly maxLength: number },
): LeafSchema => ({
  type: 'array',
  items: { type: 'string', ...entry },
  maxItems: filtersMax,
  default: value,
  description,
  apply: 'live',
  expects: `a list of up to ${filtersMax} entries`,
});

const presence = '(?:chargepoint|client)\\.(?:\\*|connected|disconnected)';
const message = '(?:call|send|result|error)(?:\\.[^.*\\s\\u0000-\\u001f\\u007f-\\u009f]{1,100})?';

const events = filters(
  ['*'],
  'Which events: `*`, `chargepoint.*`, `client.*`, a kind (`chargepoint.connected`, `chargepoint.disconnected`, `client.connected`, ' +
    '`client.disconnected`, `call`, `send`, `result`, `error`), or one of the last four with a dot and an action, as `call.BootNotification`.',
  {
    pattern: `^(?:\\*|${presence}|${message})$`,
    expects: 'an event such as *, chargepoint.*, call or call.BootNotification',
    maxLength: 120,
  },
);

const identities = filters([], 'Of whom: identities and client ids, exact or with a `*` at the end; none is all.', {
  pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]+$',
  expects: 'an identity or client id, perhaps with a * at its end',
  maxLength: 1024,
});

const headers: NamedSchema = {
  type: 'object',
  description: 'Headers of each request.',
  apply: 'live',
  default: {},
  // RFC 9110 §5.6.2: a token.
  propertyNames: { pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$", expects: 'that of an HTTP header' },
  additionalProperties: secret(
    text('', 'live', 'The value of this header. It is shown as `******`, which keeps it when it comes back.', {
      pattern: '^[^\\u0000-\\u0008\\u000a-\\u001f\\u007f\\u0100-\\uffff]*$',
      expects: 'a text that a header can hold',
      maxLength: 4096,
    }),
  ),
  maxProperties: headersMax,
  expects: `at most ${headersMax} headers under their names`,
};

const waiting = section('What may wait for this hook; the next event is not taken.', {
  max_events: count(100_000, 'live', 'How many events.', { min: 1, max: 10_000_000 }),
  max_bytes: size('64MB', 'live', 'How many bytes of them.', { min: '1KB', max: '64GB' }),
});

const deadLetters = section('What is kept of the events that were given up; the oldest make room.', {
  max_events: count(10_000, 'live', 'How many events.', { min: 0, max: 1_000_000 }),
  max_bytes: size('64MB', 'live', 'How many bytes of them.', { min: '0B', max: '64GB' }),
});

const batch = section('How many events go in one request.', {
  max_events: count(100, 'live', 'How many events.', { min: 1, max: 10_000 }),
  max_bytes: size('256KB', 'live', 'How many bytes of them; an event that is longer goes alone.', {
    min: '1KB',
    max: '16MB',
  }),
  max_wait: duration('1s', 'live', 'How long the first of them waits for others.', {
    min: '1ms',
    max: '1h',
    zero: true,
  }),
});

const retry = section('When a request that failed is sent again.', {
  first: duration('1s', 'live', 'The wait after the first failure.', { min: '10ms', max: '1d' }),
  factor: number(2, 'live', 'By what each further failure multiplies it.', { min: 1, max: 100 }),
  max: duration('5m', 'live', 'The longest wait.', { min: '10ms', max: '1d' }),
  attempts: count(0, 'live', 'How often events are tried; 0 is until they are too old.', { min: 0, max: 1_000_000 }),
});

const hook = section('A webhook.', {
  url,
  enable: flag(true, 'live', 'Takes events and sends them; while it is off, what waits stays.'),
  events,
  identities,
  direction: choice(
    ['both', 'upstream', 'downstream'],
    'both',
    'live',
    'Of messages: only those that charge points sent, only those sent to them, or both.',
  ),
  secret: secret(
    text(
      '',
      'live',
      'Signs each request; empty: they are not signed. The header `X-OCPP-Broker-Signature` is `t=<seconds since 1970>,v1=<HMAC-SHA256 of ' +
        '"<t>.<body>" under the secret, in hexadecimal>`; receivers refuse a `t` that is minutes away, which somebody may have kept. To change ' +
        'it, let the receiver take both for a while, or answer 401: that is tried again. It is shown as `******`, which keeps it when it comes back.',
      { pattern: '^[^\\u0000]*$', expects: 'a text', maxLength: 4096 },
    ),
  ),
  headers,
  cacertfile: path(
    '',
    'live',
    "PEM file of the authorities that the receiver's certificate has to lead to; empty: those that Node trusts.",
    'optional',
  ),
  batch,
  timeout: duration('5s', 'live', 'How long a request may take, until the last byte of its answer.', {
    min: '100ms',
    max: '5m',
  }),
  retry,
  max_age: duration('1d', 'live', 'An event that waited so long is given up.', { min: '1s', max: '365d' }),
  queue: waiting,
  dead_letters: deadLetters,
  concurrency: count(1, 'live', 'Requests at once; with more than one, the order of events is not kept.', {
    min: 1,
    max: 16,
  }),
});

/** The JSON Schema of one webhook: what PUT /webhooks/{name} carries. */
export const webhookSettingsSchema = (): SectionSchema => hook;

/** The root `webhooks`. */
export const webhooksSchema: NamedSchema = {
  type: 'object',
  description:
    'Events to URLs, each hook under its name. They are kept on disk until the receiver takes them, signed with `secret`, and tried ' +
    'again when it does not.',
  apply: 'live',
  default: {},
  propertyNames: {
    pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$',
    expects: 'of 1 to 64 letters, digits, - and _, a letter or digit first, such as billing',
  },
  additionalProperties: hook,
  maxProperties: hooksMax,
  expects: `at most ${hooksMax} webhooks under their names`,
};

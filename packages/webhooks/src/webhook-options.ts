/** One hook: which events go where, and how. Times are milliseconds. */
export type WebhookOptions = {
  /** Letters, digits, `-` and `_`, at most 64: what the events that wait for this hook are kept under. */
  readonly name: string;
  /** `http:` or `https:`, without credentials. */
  readonly url: string;
  /** Off: takes no events and sends none; what it holds stays. */
  readonly enable: boolean;
  /** `*`, `chargepoint.*`, `client.*`, a kind such as `call`, or a kind and an action such as `call.BootNotification`. */
  readonly events: readonly string[];
  /** Identities or client ids, each exact or with a trailing `*`; none is all. */
  readonly identities: readonly string[];
  /** Of messages of OCPP: only those that a charge point sent, only those sent to one, or both. */
  readonly direction: 'both' | 'upstream' | 'downstream';
  /** Signs each request; empty: not signed. */
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The certificates (PEM) that a receiver's own has to lead to, instead of those that Node trusts. */
  readonly ca?: string | undefined;
  /** A batch is sent when it is full, or when its oldest event has waited `waitMs`. */
  readonly batch: { readonly eventsMax: number; readonly bytesMax: number; readonly waitMs: number };
  /** For one request, until the last byte of its answer. */
  readonly timeoutMs: number;
  /** The wait after the first failure, and by what it grows; `attemptsMax` 0: until the events are too old. */
  readonly retry: {
    readonly firstMs: number;
    readonly factor: number;
    readonly maxMs: number;
    readonly attemptsMax: number;
  };
  /** An event that waited so long is not sent any more. */
  readonly ageMaxMs: number;
  /** What may wait for this hook; the next event is not taken. */
  readonly queue: EventBounds;
  /** What is kept of what was given up; the oldest makes room. */
  readonly deadLetters: EventBounds;
  /** Requests at once; with more than one the order of events is not kept. */
  readonly concurrency: number;
};

/** How many events there may be, and of how many bytes in all. */
export type EventBounds = { readonly eventsMax: number; readonly bytesMax: number };

const mebibyte = 1024 * 1024;

/** The options of a hook that are not its own affair. */
export const webhookDefaults: Omit<WebhookOptions, 'name' | 'url'> = {
  enable: true,
  events: ['*'],
  identities: [],
  direction: 'both',
  secret: '',
  headers: {},
  batch: { eventsMax: 100, bytesMax: 256 * 1024, waitMs: 1_000 },
  timeoutMs: 5_000,
  retry: { firstMs: 1_000, factor: 2, maxMs: 300_000, attemptsMax: 0 },
  ageMaxMs: 86_400_000,
  queue: { eventsMax: 100_000, bytesMax: 64 * mebibyte },
  deadLetters: { eventsMax: 10_000, bytesMax: 64 * mebibyte },
  concurrency: 1,
};

/** Hooks there may be: each event is held against each of them. */
export const hooksMax = 32;

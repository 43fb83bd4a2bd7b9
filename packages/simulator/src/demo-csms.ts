// A CSMS for demonstrations: it says yes to everything that a charge point of OCPP 1.6 asks over MQTT. It knows messages and topics, and nothing of an
// MQTT client.

/** How the demo CSMS reaches the broker, and what it tells charge points. */
export type DemoCsmsOptions = {
  readonly publish: (topic: string, payload: string) => void;
  /** Prefix of every topic (default `ocpp/`). */
  readonly mountpoint?: string;
  /** Interval of BootNotification.conf in seconds (default 300). */
  readonly heartbeatIntervalS?: number;
  /** AuthorizationStatus of an idTag (default: Accepted for all). */
  readonly judge?: (idTag: string) => string;
  readonly now?: () => number;
};

/** What became of a message: answered, or none of ours. */
export type DemoCsmsVerdict = 'answered' | 'ignored';

/** Answers what it receives. */
export interface DemoCsms {
  /** The topic filter whose messages belong into `receive`. */
  readonly subscription: string;
  /** Transactions that have started and not stopped. */
  readonly openTransactions: number;
  receive(topic: string, payload: string | Uint8Array): DemoCsmsVerdict;
}

type Payload = Readonly<Record<string, unknown>>;
type Call = { readonly uniqueId: string; readonly action: string; readonly payload: Payload };
type AnswerPayload = (payload: Payload) => Payload;

/** Most transactions that are remembered as open; the oldest is forgotten, since charge points may vanish in the middle of one. */
export const openTransactionsMax = 10_000;

/** Makes a demo CSMS. Messages are those of the MQTT side: CALLs on `<mountpoint>cp/<id>`, answers to `<mountpoint>cs/<id>`. */
export function createDemoCsms(options: DemoCsmsOptions): DemoCsms {
  const mountpoint = options.mountpoint ?? 'ocpp/';
  const upstream = `${mountpoint}cp/`;
  const transactions = new OpenTransactions();
  const answers = createAnswers(options, transactions);
  return {
    subscription: `${upstream}+`,
    get openTransactions() {
      return transactions.size;
    },
    receive(topic, bytes) {
      const level = topic.startsWith(upstream) ? topic.slice(upstream.length) : '';
      if (level === '' || level.includes('/')) return 'ignored';
      const call = readCall(typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8'));
      if (call === undefined) return 'ignored';
      options.publish(`${mountpoint}cs/${level}`, JSON.stringify(answerTo(call, answers)));
      return 'answered';
    },
  };
}

function answerTo(call: Call, answers: ReadonlyMap<string, AnswerPayload>): Payload {
  const answer = answers.get(call.action);
  if (answer !== undefined) return { MessageTypeId: 3, UniqueId: call.uniqueId, Payload: answer(call.payload) };
  const ErrorDescription = 'the demo CSMS does not know this action';
  return { MessageTypeId: 4, UniqueId: call.uniqueId, ErrorCode: 'NotImplemented', ErrorDescription, ErrorDetails: {} };
}

class OpenTransactions {
  readonly #ids = new Set<number>();
  #last = 0;

  get size(): number {
    return this.#ids.size;
  }

  start(): number {
    this.#last += 1;
    this.#ids.add(this.#last);
    const [oldest] = this.#ids;
    if (this.#ids.size > openTransactionsMax && oldest !== undefined) this.#ids.delete(oldest);
    return this.#last;
  }

  stop(id: unknown): void {
    if (typeof id === 'number') this.#ids.delete(id);
  }
}

function createAnswers(options: DemoCsmsOptions, transactions: OpenTransactions): ReadonlyMap<string, AnswerPayload> {
  const currentTime = () => new Date((options.now ?? Date.now)()).toISOString();
  const status = (idTag: unknown) => (typeof idTag === 'string' ? (options.judge?.(idTag) ?? 'Accepted') : 'Invalid');
  const nothing = () => ({});
  return new Map<string, AnswerPayload>([
    ['Authorize', ({ idTag }) => ({ idTagInfo: { status: status(idTag) } })],
    [
      'BootNotification',
      () => ({ currentTime: currentTime(), interval: options.heartbeatIntervalS ?? 300, status: 'Accepted' }),
    ],
    ['DataTransfer', () => ({ status: 'Accepted' })],
    ['DiagnosticsStatusNotification', nothing],
    ['FirmwareStatusNotification', nothing],
    ['Heartbeat', () => ({ currentTime: currentTime() })],
    ['LogStatusNotification', nothing],
    ['MeterValues', nothing],
    ['SecurityEventNotification', nothing],
    // It signs nothing, so it does not promise to.
    ['SignCertificate', () => ({ status: 'Rejected' })],
    ['SignedFirmwareStatusNotification', nothing],
    [
      'StartTransaction',
      // A refused transaction has an id as well, and the charge point stops it (OCPP 1.6 §4.8).
      ({ idTag }) => ({ transactionId: transactions.start(), idTagInfo: { status: status(idTag) } }),
    ],
    ['StatusNotification', nothing],
    [
      'StopTransaction',
      ({ transactionId, idTag }) => {
        transactions.stop(transactionId);
        return idTag === undefined ? {} : { idTagInfo: { status: status(idTag) } };
      },
    ],
  ]);
}

function readCall(text: string): Call | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(message) || message.MessageTypeId !== 2) return undefined;
  const { UniqueId: uniqueId, Action: action, Payload: payload } = message;
  if (typeof uniqueId !== 'string' || typeof action !== 'string') return undefined;
  return { uniqueId, action, payload: isObject(payload) ? payload : {} };
}

function isObject(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

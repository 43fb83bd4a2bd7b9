// A rig that lets several publishers and subscribers of all kinds come, go and be lost for a while, and then counts.
import { setTimeout as wait } from 'node:timers/promises';
import { type Count, type Entry, Ledger, Receipts } from './ledger.ts';
import { Random } from './random.ts';
import type { RunningBroker } from './running-broker.ts';
import type { ReceivedPublish } from './server-packets.ts';
import { SessionClient, type SessionClientOptions } from './session-client.ts';
import type { Address } from './transport.ts';
import { until } from './until.ts';
import type { Line } from './wire.ts';

export type SoakOptions = {
  readonly seed: number;
  /** Messages in all. */
  readonly messages: number;
};

export type SoakReport = {
  readonly published: number;
  readonly reconnects: number;
  /** Sentences about what is lost, doubled or out of order; empty when all is well. */
  readonly problems: readonly string[];
};

const topics = ['a', 'b'].flatMap((branch) => [0, 1, 2, 3].map((leaf) => `soak/${branch}/${leaf}`));
const publishers = ['p1', 'p2', 'p3', 'p4'];
const unfinishedMax = 20;
/** Publishes behind which nothing of a lost connection can be under way. */
const unsureCount = 200;
const settleMaxMs = 30_000;
/** Of all sessions together; the broker keeps 10,000 for each. */
const queuedMessagesMax = 5000;

/** QoS with which a subscriber wants a topic; -1: not at all. */
type Granted = (topic: string) => number;

type Subscriber = {
  readonly name: string;
  readonly lines: readonly Line[];
  readonly granted: Granted;
  readonly options: Pick<SessionClientOptions, 'version' | 'properties' | 'clean'>;
  /** Loses its connection now and then. */
  readonly isFlaky: boolean;
  readonly carrier: 'tcp' | 'ws';
};

const lasting = { sessionExpiryInterval: 0xffff_ffff };

const subscribers: readonly Subscriber[] = [
  kind('everything', 'soak/#', 2, { version: 4 }),
  kind('narrow', 'soak/a/+', 2, { version: 5, properties: { ...lasting, receiveMaximum: 3 } }),
  kind('by websocket', 'soak/b/#', 2, { version: 5, properties: lasting }, { carrier: 'ws' }),
  kind('low', 'soak/#', 1, { version: 4 }),
  kind('steady', 'soak/#', 2, { version: 4, clean: true }, { isFlaky: false }),
  kind('steady 0', 'soak/#', 0, { version: 5, clean: true }, { isFlaky: false, carrier: 'ws' }),
  kind('fleeting', 'soak/#', 1, { version: 4, clean: true }),
  {
    ...kind('overlapping', 'soak/#', 1, { version: 5, properties: lasting }),
    lines: [
      { filter: 'soak/#', options: 1 },
      { filter: 'soak/+/1', options: 2 },
      { filter: 'soak/a/0', options: 0 },
    ],
    granted: (topic) => (topic.endsWith('/1') ? 2 : 1),
  },
];
const workers = ['w1', 'w2', 'w3'].map((name) =>
  kind(name, '$share/workers/soak/#', 2, { version: 5, properties: lasting }),
);

function kind(
  name: string,
  filter: string,
  qos: number,
  options: Subscriber['options'],
  other: Partial<Subscriber> = {},
): Subscriber {
  const branch = /soak\/([ab])/.exec(filter)?.[1];
  const granted = (topic: string) => (branch === undefined || topic.startsWith(`soak/${branch}/`) ? qos : -1);
  return { name, lines: [{ filter, options: qos }], granted, options, isFlaky: true, carrier: 'tcp', ...other };
}

/** Runs the load to its end against a broker, and tells what went wrong. */
export async function soak(running: RunningBroker, options: SoakOptions): Promise<SoakReport> {
  const rig = new Rig(running, options);
  try {
    return await rig.run();
  } finally {
    rig.close();
  }
}

class Rig {
  readonly #running: RunningBroker;
  readonly #options: SoakOptions;
  readonly #random: Random;
  readonly #ledger = new Ledger();
  readonly #clients: SessionClient[] = [];
  readonly #receipts = new Map<Subscriber, Receipts>();
  readonly #group = new Receipts('the shared group', this.#ledger);
  readonly #process = new Receipts('the process itself', this.#ledger);
  readonly #problems: string[] = [];
  /** By topic, the last retained message of each QoS: the order between those of different QoS is not told (§4.6). */
  readonly #retained = new Map<string, string[]>();
  #reconnects = 0;
  #isOver = false;

  constructor(running: RunningBroker, options: SoakOptions) {
    this.#running = running;
    this.#options = options;
    this.#random = new Random(options.seed);
  }

  async run(): Promise<SoakReport> {
    await this.#running.broker.subscribe('soak/#', (message) => {
      this.#process.add(message);
      if (message.retain) this.#noteRetained(message);
    });
    const joined = await Promise.all([...subscribers, ...workers].map((subscriber) => this.#join(subscriber)));
    const unrest = joined.map(({ subscriber, client }) =>
      subscriber.isFlaky ? this.#disturb(subscriber, client) : undefined,
    );
    const senders = await Promise.all(publishers.map((name) => this.#send(name)));
    this.#isOver = true;
    await Promise.all(unrest);
    await this.#settle();
    // Whatever comes twice comes before this.
    const [last] = senders;
    for (const topic of topics) last?.publish({ topic, payload: 'end:', qos: 2 });
    await until(() => [...this.#receipts.values()].every(({ markers }) => markers > 0), 'the markers', settleMaxMs);
    await this.#checkRetained();
    return { published: this.#ledger.entries.length, reconnects: this.#reconnects, problems: this.#findings() };
  }

  close(): void {
    this.#isOver = true;
    for (const client of this.#clients) client.drop();
  }

  async #join(subscriber: Subscriber): Promise<{ readonly subscriber: Subscriber; readonly client: SessionClient }> {
    const { name, options, lines } = subscriber;
    const isWorker = workers.includes(subscriber);
    const receipts = isWorker ? this.#group : new Receipts(name, this.#ledger);
    if (!isWorker) this.#receipts.set(subscriber, receipts);
    const client = new SessionClient({
      ...options,
      clientId: name,
      onMessage: (message) => {
        if (!message.retain) receipts.add(message);
      },
    });
    this.#clients.push(client);
    await client.connect(this.#address(subscriber));
    await client.subscribe(lines);
    return { subscriber, client };
  }

  async #disturb(subscriber: Subscriber, client: SessionClient): Promise<void> {
    const random = new Random(this.#random.below(2 ** 31));
    while (!this.#isOver) {
      await wait(10 + random.below(120));
      if (random.once(2)) client.drop();
      else await client.leave();
      await wait(random.below(20));
      if (subscriber.options.clean) this.#receipts.get(subscriber)?.forget();
      const isPresent = await client.connect(this.#address(subscriber));
      this.#reconnects += 1;
      if (isPresent === (subscriber.options.clean ?? false)) {
        this.#problems.push(`${subscriber.name} was told that its session is ${isPresent ? '' : 'not '}present`);
      }
      if (subscriber.options.clean) await client.subscribe(subscriber.lines);
    }
  }

  /** Publishes one share of all messages, through lost connections. */
  async #send(publisher: string): Promise<SessionClient> {
    const random = new Random(this.#random.below(2 ** 31));
    const version = random.once(2) ? 4 : 5;
    const client = new SessionClient({
      version,
      clientId: publisher,
      ...(version === 5 ? { properties: lasting } : {}),
    });
    this.#clients.push(client);
    const address = random.once(4) ? this.#running.ws : this.#running.tcp;
    await client.connect(address);
    const own: Entry[] = [];
    for (let n = 0; n < this.#options.messages / publishers.length; n += 1) {
      while (client.unfinished >= unfinishedMax || this.#isBehind()) await wait(0);
      const entry = {
        publisher,
        n,
        topic: random.of(topics),
        qos: random.below(3),
        retain: random.once(4),
        isUnsure: false,
      };
      own.push(entry);
      const { topic, qos, retain } = entry;
      client.publish({ topic, payload: this.#ledger.publish(entry), qos, retain });
      if (n % 8 === 0) await wait(0);
      if (!random.once(150)) continue;
      client.drop();
      for (const late of own.slice(-unsureCount)) late.isUnsure = true;
      await wait(random.below(10));
      await client.connect(address);
      this.#reconnects += 1;
    }
    await until(() => client.unfinished === 0, `${publisher} has all of its publishes acknowledged`, settleMaxMs);
    return client;
  }

  /** Queues are bounded: nobody may fall behind so far that the broker drops for him. */
  #isBehind(): boolean {
    return this.#running.broker.stats().store.queuedMessages > queuedMessagesMax;
  }

  async #settle(): Promise<void> {
    const isComplete = () =>
      [...this.#receipts].every(([subscriber, receipts]) => receipts.isComplete(wantedBy(subscriber))) &&
      this.#group.isComplete(wantedByGroup);
    // What is missing then is named with everything else.
    await until(isComplete, 'all messages', settleMaxMs).catch(() => undefined);
  }

  #findings(): string[] {
    const { entries } = this.#ledger;
    return [
      ...this.#problems,
      ...[...this.#receipts].flatMap(([subscriber, receipts]) => receipts.problems(wantedBy(subscriber))),
      ...this.#group.problems(wantedByGroup).filter((problem) => !problem.includes(' behind ')),
      ...this.#process.problems(wantedBySteady),
      ...(entries.length < this.#options.messages ? [`only ${entries.length} were published`] : []),
    ];
  }

  #noteRetained({
    topic,
    qos,
    payload,
  }: {
    readonly topic: string;
    readonly qos: number;
    readonly payload: Buffer;
  }): void {
    const last = this.#retained.get(topic) ?? [];
    last[qos] = payload.toString();
    this.#retained.set(topic, last);
  }

  /** The last retained message of a topic is the one that is kept. */
  async #checkRetained(): Promise<void> {
    const kept = new Map<string, string>();
    const onMessage = ({ topic, payload }: ReceivedPublish) => void kept.set(topic, payload.toString());
    const reader = new SessionClient({ version: 4, clientId: 'reader', clean: true, onMessage });
    this.#clients.push(reader);
    await reader.connect(this.#running.tcp);
    await reader.subscribe([{ filter: 'soak/#', options: 2 }]);
    await until(() => kept.size >= this.#retained.size, 'retained messages', settleMaxMs).catch(() => undefined);
    for (const [topic, last] of this.#retained) {
      const text = kept.get(topic) ?? 'nothing';
      if (!last.includes(text)) this.#problems.push(`${topic} keeps ${text}, the last ones were ${last}`);
    }
  }

  #address({ carrier }: Subscriber): Address {
    return this.#running[carrier];
  }
}

function wantedBy({ granted, isFlaky, options }: Subscriber): (entry: Entry) => Count {
  return (entry) => {
    const qos = Math.min(entry.qos, granted(entry.topic));
    if (qos < 0) return 'never';
    // A clean session that comes and goes is owed nothing but order.
    if (isFlaky && options.clean) return 'any';
    if (isFlaky && qos === 0) return wantedAtMost(entry);
    return isFlaky && qos === 1 ? 'at least once' : wantedBySteady(entry);
  };
}

/** A subscriber that is always there gets everything, and again only what its publisher has sent again. */
function wantedBySteady({ qos, isUnsure }: Entry): Count {
  if (qos === 1 && isUnsure) return 'at least once';
  return qos === 0 && isUnsure ? 'at most once' : 'once';
}

function wantedAtMost({ qos, isUnsure }: Entry): Count {
  return qos === 1 && isUnsure ? 'any' : 'at most once';
}

/** A group shares one stream: QoS 2 exactly once among its workers, order only as far as one worker has it. */
function wantedByGroup(entry: Entry): Count {
  if (entry.qos === 0) return 'at most once';
  return entry.qos === 1 ? 'at least once' : 'once';
}

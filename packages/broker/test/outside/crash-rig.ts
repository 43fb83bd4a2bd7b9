// A rig that kills a broker under load again and again, and counts at the end: whatever a publisher was promised, and
// whatever it sent again because it was not promised it, must have arrived at subscribers whose sessions outlive the kills.
import { setTimeout as wait } from 'node:timers/promises';
import { startKillable } from './killable-broker.ts';
import { type Entry, Ledger, Receipts } from './ledger.ts';
import { Random } from './random.ts';
import { SessionClient } from './session-client.ts';
import type { Address } from './transport.ts';
import { until } from './until.ts';

export type CrashOptions = { readonly rounds: number; readonly seed: number; readonly path: string };

export type CrashReport = {
  readonly published: number;
  /** Publishes that were acknowledged before a kill. */
  readonly acknowledged: number;
  /** Sentences about what is lost, doubled, out of order or not there any more; empty when all is well. */
  readonly problems: readonly string[];
};

const topics = ['crash/a', 'crash/b', 'crash/c'];
const lasting = { sessionExpiryInterval: 0xffff_ffff };
const unfinishedMax = 20;
const settleMaxMs = 30_000;
/** The broker keeps 10,000 messages for a session, and drops the next. */
const backlogMax = 4000;
/** The load lasts so long at most before the kill. */
const loadMaxMs = 120;
/** Writes to its store after which a broker kills itself, at most, and how long that is waited for. */
const writesMax = 3000;
const suicideMaxMs = 2000;

/** Runs the rounds, then a last start that is not killed before everything has settled. */
export async function crash(options: CrashOptions): Promise<CrashReport> {
  const rig = new Rig(options);
  try {
    return await rig.run();
  } finally {
    await rig.close();
  }
}

type Publisher = { readonly client: SessionClient; readonly random: Random; n: number; retained: Retained };

/** Numbers of retained publishes: the last one that was acknowledged, and the last one that was sent. */
type Retained = { acknowledged: number; sent: number };

class Rig {
  readonly #options: CrashOptions;
  readonly #random: Random;
  readonly #ledger = new Ledger();
  readonly #receipts = { online: new Receipts('online', this.#ledger), away: new Receipts('away', this.#ledger) };
  readonly #online = this.#subscriber('online', 5);
  readonly #away = this.#subscriber('away', 4);
  readonly #publishers: readonly Publisher[] = ([4, 5] as const).map((version) => ({
    client: new SessionClient({ version, clientId: `p${version}`, ...(version === 5 ? { properties: lasting } : {}) }),
    random: new Random(version),
    n: 0,
    retained: { acknowledged: -1, sent: -1 },
  }));
  readonly #willsSeen = new Set<string>();
  readonly #willsOwed = new Set<string>();
  readonly #problems: string[] = [];
  #broker: Awaited<ReturnType<typeof startKillable>> | undefined;
  #acknowledged = 0;
  #isLoading = false;

  constructor(options: CrashOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
  }

  async run(): Promise<CrashReport> {
    await this.#setUp();
    for (let round = 1; round <= this.#options.rounds; round += 1) await this.#round(round);
    await this.#settle();
    return { published: this.#ledger.entries.length, acknowledged: this.#acknowledged, problems: this.#findings() };
  }

  async close(): Promise<void> {
    this.#isLoading = false;
    for (const client of this.#all()) client.drop();
    await this.#broker?.kill();
  }

  /** Sessions begin here, so that they have to be there from now on. */
  async #setUp(): Promise<void> {
    const address = await this.#start();
    for (const client of this.#all()) await client.connect(address);
    for (const client of [this.#online, this.#away]) {
      await client.subscribe([
        { filter: 'crash/#', options: 2 },
        { filter: 'will/#', options: 2 },
      ]);
    }
    await this.#away.leave();
    await this.#broker?.kill();
  }

  async #round(round: number): Promise<void> {
    const isBehind = this.#backlog() > backlogMax;
    const diesAfter = !isBehind && this.#random.once(2) ? 1 + this.#random.below(writesMax) : undefined;
    const address = await this.#start(diesAfter);
    const clients = [this.#online, ...this.#clients()];
    if (isBehind || this.#random.once(4)) clients.push(this.#away);
    const came = await Promise.all(clients.map((client) => this.#comeBack(client, address)));
    const will = await this.#leaveWill(round, address);
    if (isBehind) await until(() => this.#backlog() < unfinishedMax * 4, 'the subscribers catch up', settleMaxMs);
    this.#isLoading = true;
    for (const publisher of this.#publishers) this.#publish(publisher);
    await this.#end(diesAfter);
    this.#isLoading = false;
    if (will !== undefined) this.#willsOwed.add(will);
    for (const client of this.#all()) client.drop();
    if (!came.every((isThere) => isThere)) this.#problems.push(`in round ${round} a session was not there`);
  }

  async #end(diesAfter: number | undefined): Promise<void> {
    if (diesAfter === undefined) await wait(this.#random.below(loadMaxMs));
    else await Promise.race([this.#broker?.gone, wait(suicideMaxMs)]);
    await this.#broker?.kill();
  }

  async #settle(): Promise<void> {
    const address = await this.#start();
    for (const client of this.#all()) await this.#comeBack(client, address);
    await until(() => this.#clients().every(({ unfinished }) => unfinished === 0), 'all is acknowledged', settleMaxMs);
    await this.#checkRetained(address);
    const isComplete = () =>
      Object.values(this.#receipts).every((receipts) => receipts.isComplete(wanted)) &&
      [...this.#willsOwed].every((will) => this.#willsSeen.has(will));
    // What is missing then is named by the findings.
    await until(isComplete, 'all messages', settleMaxMs).catch(() => undefined);
    for (const topic of topics) this.#publishers[0]?.client.publish({ topic, payload: 'end:', qos: 2 });
    const { online, away } = this.#receipts;
    await until(() => online.markers === topics.length && away.markers === topics.length, 'the markers', settleMaxMs);
  }

  /** What the slower one of the subscribers has not got yet; publishes that wait for acknowledgement are among it. */
  #backlog(): number {
    return this.#ledger.entries.length - Math.min(this.#receipts.online.distinct, this.#receipts.away.distinct);
  }

  async #start(diesAfter?: number): Promise<Address> {
    this.#broker = await startKillable(this.#options.path, diesAfter);
    return this.#broker[this.#random.once(4) ? 'ws' : 'tcp'];
  }

  /** True when its session was there; a broker that dies meanwhile is none's fault. */
  async #comeBack(client: SessionClient, address: Address): Promise<boolean> {
    if (client.isConnected) return true;
    return client.connect(address).catch(() => true);
  }

  async #leaveWill(round: number, address: Address): Promise<string | undefined> {
    const payload = `will of round ${round}`;
    const will = { topic: 'will/crash', payload, qos: 1 };
    const client = new SessionClient({ version: 4, clientId: `will ${round}`, clean: true, will });
    // It is owed once CONNACK has come; the broker may die before.
    return client.connect(address).then(
      () => payload,
      () => undefined,
    );
  }

  #publish(publisher: Publisher): void {
    const { client, random } = publisher;
    while (this.#isLoading && client.isConnected && client.unfinished < unfinishedMax) {
      const entry = { publisher: client.clientId, n: publisher.n, topic: random.of(topics), qos: 1 + random.below(2) };
      publisher.n += 1;
      const payload = this.#ledger.publish({ ...entry, retain: false, isUnsure: true });
      client.publish({ topic: entry.topic, payload, qos: entry.qos }, () => this.#acknowledge(publisher));
      if (random.once(20)) this.#publishRetained(publisher);
    }
  }

  #publishRetained({ client, n, retained }: Publisher): void {
    retained.sent = n;
    client.publish({ topic: `kept/${client.clientId}`, payload: `${n}`, qos: 1, retain: true }, () => {
      retained.acknowledged = n;
    });
  }

  #acknowledge(publisher: Publisher): void {
    this.#acknowledged += 1;
    this.#publish(publisher);
  }

  async #checkRetained(address: Address): Promise<void> {
    const kept = new Map<string, number>();
    const reader = new SessionClient({
      version: 4,
      clientId: 'reader',
      clean: true,
      onMessage: ({ topic, payload }) => void kept.set(topic, Number(payload)),
    });
    await reader.connect(address);
    await reader.subscribe([{ filter: 'kept/#', options: 1 }]);
    const owed = this.#publishers.filter(({ retained }) => retained.acknowledged >= 0);
    await until(() => kept.size >= owed.length, 'retained messages').catch(() => undefined);
    for (const { client, retained } of owed) {
      const found = kept.get(`kept/${client.clientId}`);
      if (found !== retained.sent) this.#problems.push(`kept/${client.clientId} is ${found}, not ${retained.sent}`);
    }
    await reader.leave();
  }

  #findings(): string[] {
    const lost = [...this.#willsOwed].filter((will) => !this.#willsSeen.has(will));
    return [
      ...this.#problems,
      ...Object.values(this.#receipts).flatMap((receipts) => receipts.problems(wanted)),
      ...lost.map((will) => `the ${will} is lost`),
    ];
  }

  #subscriber(name: 'online' | 'away', version: 4 | 5): SessionClient {
    return new SessionClient({
      version,
      clientId: name,
      ...(version === 5 ? { properties: { ...lasting, receiveMaximum: 10 } } : {}),
      onMessage: (message) => {
        if (message.topic.startsWith('will/')) this.#willsSeen.add(message.payload.toString());
        else this.#receipts[name].add(message);
      },
    });
  }

  #clients(): readonly SessionClient[] {
    return this.#publishers.map(({ client }) => client);
  }

  #all(): readonly SessionClient[] {
    return [this.#online, this.#away, ...this.#clients()];
  }
}

/** Its publishers send again until each publish is acknowledged, so that none may be missing. */
function wanted({ qos }: Entry): 'once' | 'at least once' {
  return qos === 2 ? 'once' : 'at least once';
}

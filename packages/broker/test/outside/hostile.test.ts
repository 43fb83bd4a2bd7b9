// Malformed and hostile MQTT at a live broker. `node hostile.test.js --packets 200000 --seed 7` runs longer.
import { parseArgs } from 'node:util';
import t from 'tap';
import { heldBytes } from './memory.ts';
import { connectOf, mutated, packetOf } from './mutation.ts';
import { Random } from './random.ts';
import { RawClient } from './raw-client.ts';
import { type RunningBroker, runBroker } from './running-broker.ts';
import { openTransport } from './transport.ts';
import { until } from './until.ts';
import { pingreq, type Version } from './wire.ts';

const { values } = parseArgs({ options: { packets: { type: 'string' }, seed: { type: 'string' } }, strict: false });
const packets = Number(values.packets ?? 20_000);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
t.setTimeout(60_000 + packets * 10);

const atOnce = 8;
const packetsPerConnectionMax = 12;
/** Longer than the broker takes to close, or to answer a ping, on any machine; what then goes on is ended. */
const patienceMs = 50;
/** Caches and pools that a busy broker fills once. */
const grownBytesMax = 6 * 1024 * 1024;

t.test(`${packets} hostile packets in three versions over both carriers break nothing (seed ${seed})`, async (t) => {
  const running = await runBroker(t, { limits: { sessionExpiryMaxSeconds: 1 }, isLong: true });
  const witness = await Witness.open(t, running);
  const random = new Random(seed);
  // The first part lets everything grow to its size.
  await attack(running, random, Math.ceil(packets / 4), witness);
  await until(() => running.broker.stats().connections === 1, 'nobody is left but the witness');
  const before = await heldBytes();
  await attack(running, random, Math.ceil((packets * 3) / 4), witness);
  await until(() => running.broker.stats().connections === 1, 'nobody is left but the witness');
  await witness.roundTrip();
  t.same(
    running.broker.clients().map(({ clientId }) => clientId),
    ['witness'],
    'no client is left',
  );
  // A CONNECT that was changed may have begun a session that lasts; here none does so for more than a second.
  await until(() => running.broker.stats().subscriptions === 1, 'no subscription is left');
  const grown = (await heldBytes()) - before;
  t.ok(grown < grownBytesMax, `memory is back: it grew by ${Math.round(grown / 1024)} KiB`);
  t.ok(witness.roundTrips > packets / 1000, `${witness.roundTrips} round trips of the witness meanwhile`);
  t.same(running.events, [], 'nothing failed');
  t.same(running.log.slice(0, 3), [], 'and no error was logged');
});

/** A client that behaves, and has what it is due all the time. */
class Witness {
  readonly #client: RawClient;
  roundTrips = 0;

  private constructor(client: RawClient) {
    this.#client = client;
  }

  static async open(t: Parameters<typeof runBroker>[0], running: RunningBroker): Promise<Witness> {
    const client = await RawClient.connect(t, running.tcp, 5, { clientId: 'witness', username: 'bob' });
    await client.subscribe('witness/only', 2);
    return new Witness(client);
  }

  async roundTrip(): Promise<void> {
    this.roundTrips += 1;
    const payload = `${this.roundTrips}`;
    await this.#client.publish({ topic: 'witness/only', payload, qos: 1 + (this.roundTrips % 2) });
    const { payload: back } = await this.#client.receive();
    if (back.toString() !== payload) throw new Error(`the witness got ${back} instead of ${payload}`);
    this.#client.received.length = 0;
  }
}

async function attack(running: RunningBroker, random: Random, count: number, witness: Witness): Promise<void> {
  let left = count;
  const attacker = async () => {
    while (left > 0) {
      const burst = 1 + random.below(packetsPerConnectionMax);
      left -= burst;
      await attackOnce(running, random, burst);
    }
  };
  const witnessing = async () => {
    while (left > 0) await witness.roundTrip();
  };
  await Promise.all([witnessing(), ...Array.from({ length: atOnce }, attacker)]);
}

/** One connection: CONNECT, now and then a broken one, then a burst of broken packets. */
async function attackOnce(running: RunningBroker, random: Random, burst: number): Promise<void> {
  const version = random.of<Version>([3, 4, 5]);
  const transport = await openTransport(random.once(3) ? running.ws : running.tcp);
  const greeting = connectOf(random, version);
  const parts = [random.once(4) ? mutated(random, greeting) : greeting];
  for (let n = 1; n < burst; n += 1) parts.push(mutated(random, packetOf(random, version)));
  parts.push(pingreq);
  let sawPong = () => {};
  const pong = new Promise<void>((resolve) => {
    sawPong = resolve;
  });
  transport.onBytes((bytes) => {
    if (bytes.includes(Buffer.from([0xd0, 0]))) sawPong();
  });
  if (random.once(2)) transport.write(Buffer.concat(parts));
  else for (const part of parts) transport.write(part);
  const timer = setTimeout(sawPong, patienceMs);
  await Promise.race([transport.closed, pong]);
  clearTimeout(timer);
  transport.destroy();
  await transport.closed;
}

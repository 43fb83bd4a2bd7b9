import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import t from 'tap';
import type { Endpoint } from '../src/ip-address.ts';
import { ProxyIntake } from '../src/proxy-intake.ts';
import { eventually } from './fixtures/eventually.ts';
import { ManualClock } from './fixtures/manual-clock.ts';
import { sendApart, type Teardown } from './fixtures/sockets.ts';

/** A server that answers each connection with its source and with what it says, once it has said it. */
class IntakeRig {
  readonly clock = new ManualClock();
  readonly refusals: string[] = [];
  readonly server = createServer({ allowHalfOpen: true }, (socket) => this.#answer(socket));
  readonly sources: (Endpoint | undefined)[] = [];
  isAllowed = true;
  readonly intake = new ProxyIntake({
    server: this.server,
    clock: this.clock,
    timeoutMs: () => 3_000,
    isAllowed: (address) => address === '127.0.0.1' && this.isAllowed,
    onRefused: (address, problem) => this.refusals.push(`${address}: ${problem}`),
  });
  readonly #clients: Socket[] = [];

  static async start(t: Teardown): Promise<IntakeRig> {
    const rig = new IntakeRig();
    rig.server.listen(0, '127.0.0.1');
    await once(rig.server, 'listening');
    t.teardown(async () => {
      for (const client of rig.#clients) client.destroy();
      await new Promise((resolve) => rig.server.close(resolve));
    });
    return rig;
  }

  async connect(): Promise<Socket> {
    const { port } = this.server.address() as AddressInfo;
    const client = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    this.#clients.push(client);
    client.on('error', () => {});
    await once(client, 'connect');
    return client;
  }

  #answer(socket: Socket): void {
    this.sources.push(this.intake.sourceOf(socket));
    let said = '';
    socket.setEncoding('utf8');
    socket.on('data', (part) => {
      said += part;
    });
    socket.on('end', () => socket.end(said));
  }
}

/** Resolves when the other end is gone, with a reset or without. */
async function gone(client: Socket): Promise<void> {
  await text(client).catch(() => {});
}

const header = Buffer.from('PROXY TCP4 203.0.113.7 10.0.0.1 4711 443\r\n');
const source = { address: '203.0.113.7', port: 4_711 };

t.test('the header is taken off, and not a byte more, however the bytes come', async (t) => {
  const rig = await IntakeRig.start(t);
  const all = Buffer.concat([header, Buffer.from('hello')]);
  for (const cut of [0, 1, 20, header.length - 1, header.length, header.length + 2]) {
    const client = await rig.connect();
    await sendApart(client, [all.subarray(0, cut), all.subarray(cut)]);
    client.end(' world');
    t.equal(await text(client), 'hello world', `cut at ${cut}`);
  }
  const slow = await rig.connect();
  await sendApart(
    slow,
    [...all].map((byte) => Buffer.from([byte])),
  );
  slow.end();
  t.equal(await text(slow), 'hello', 'byte by byte');
  t.strictSame(
    rig.sources,
    Array.from({ length: 7 }, () => source),
  );
  t.strictSame(rig.refusals, []);
  t.strictSame(rig.clock.delays, [], 'nobody waits for a header any more');
  await eventually(() => rig.intake.size === 0);
});

t.test('a proxy that speaks for itself has no source', async (t) => {
  const rig = await IntakeRig.start(t);
  const client = await rig.connect();
  client.end('PROXY UNKNOWN\r\nhello');
  t.equal(await text(client), 'hello');
  t.strictSame(rig.sources, [undefined]);
});

t.test('a connection that begins otherwise is cut off at once, and told', async (t) => {
  const rig = await IntakeRig.start(t);
  for (const beginning of ['GET / HTTP/1.1\r\n', 'PROXY TCP4 nonsense\r\n']) {
    const client = await rig.connect();
    client.end(beginning);
    await gone(client);
  }
  t.strictSame(rig.sources, []);
  t.match(rig.refusals, [/^127\.0\.0\.1: .*does not begin/, /^127\.0\.0\.1: .*does not keep/]);
  t.strictSame(rig.clock.delays, []);
});

t.test('one that does not get on with its header is cut off in time', async (t) => {
  const rig = await IntakeRig.start(t);
  const silent = await rig.connect();
  const slow = await rig.connect();
  await sendApart(slow, ['PROXY TCP4 ']);
  await eventually(() => rig.clock.delays.length === 2);
  rig.clock.advance(2_999);
  t.strictSame(rig.refusals, []);
  const closed = Promise.all([gone(silent), gone(slow)]);
  rig.clock.advance(1);
  await closed;
  t.match(rig.refusals, [/no PROXY header/, /no PROXY header/]);
  t.strictSame(rig.sources, []);
});

t.test('one that ends before its header does is cut off; one that says nothing is only looking in', async (t) => {
  const rig = await IntakeRig.start(t);
  const half = await rig.connect();
  half.end('PROXY TCP4 ');
  await gone(half);
  t.match(rig.refusals, [/ended within/]);
  const looking = await rig.connect();
  looking.end();
  await gone(looking);
  const reset = await rig.connect();
  await eventually(() => rig.clock.delays.length === 1);
  reset.resetAndDestroy();
  await eventually(() => rig.clock.delays.length === 0);
  t.equal(rig.refusals.length, 1);
  t.strictSame(rig.sources, []);
});

t.test('a peer that may not speak for others is cut off before it says anything', async (t) => {
  const rig = await IntakeRig.start(t);
  rig.isAllowed = false;
  const client = await rig.connect();
  client.end(header);
  await gone(client);
  t.match(rig.refusals, [/not a trusted proxy/]);
  t.strictSame(rig.sources, []);
});

// What a message costs the store: enqueued, committed, read, sent, done; and how long a start takes with many messages queued.
//
//   node packages/persistence/dist/test/throughput.js [messages]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMessageStore, type SqliteMessageStore } from '../src/index.ts';

const PER_TURN = 50;
const SESSIONS = 20;
const PAYLOAD_BYTES = 300;

const messages = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), 'throughput-'));
const path = join(folder, 'broker.db');

for (const reads of [false, true]) {
  const store = openStore(`${path}-${reads}`);
  const before = process.cpuUsage();
  await pass(store, reads);
  const { user, system } = process.cpuUsage(before);
  const cost = (user + system) / messages;
  console.log(
    `${reads ? 'with' : 'without'} reading: ${cost.toFixed(1)} µs of CPU a message, ${Math.round(1e6 / cost)}/s`,
  );
  await store.destroy();
}

const filled = openStore(path);
for (let n = 0; n < messages; n++) enqueue(filled, n);
await filled.destroy();
const start = performance.now();
const again = createMessageStore({ path });
const { length } = again.load();
const took = performance.now() - start;
console.log(`start with ${again.stats().queuedMessages} messages in ${length} queues: ${took.toFixed(0)} ms`);
await again.destroy();
rmSync(folder, { recursive: true });

function openStore(file: string): SqliteMessageStore {
  const store = createMessageStore({ path: file });
  for (let n = 0; n < SESSIONS; n++) {
    store.openSession({ clientId: nameOf(n), username: null, createdAt: 1, expirySeconds: 0xffff_ffff });
  }
  return store;
}

function nameOf(n: number): string {
  return `client-${n % SESSIONS}`;
}

function enqueue(store: SqliteMessageStore, n: number): number {
  const message = { topic: 'ocpp/cp/1', payload: Buffer.alloc(PAYLOAD_BYTES, 1), qos: 1, retain: false } as const;
  const seq = store.enqueue(nameOf(n), { message, qos: 1, retain: false, identifiers: [] });
  if (typeof seq === 'string') throw new Error(seq);
  return seq;
}

async function pass(store: SqliteMessageStore, reads: boolean): Promise<void> {
  for (let n = 0; n < messages; n += PER_TURN) {
    const queued = Array.from({ length: PER_TURN }, (_, index) => ({
      name: nameOf(n + index),
      seq: enqueue(store, n + index),
    }));
    await new Promise<void>((resolve) => store.afterCommit(() => resolve()));
    if (reads) for (let client = 0; client < SESSIONS; client++) store.read(nameOf(client), 0, 64);
    for (const [index, { seq }] of queued.entries()) store.sent(seq, index + 1);
    await new Promise<void>((resolve) => store.afterCommit(() => resolve()));
    for (const { name, seq } of queued) store.done(name, seq);
  }
}

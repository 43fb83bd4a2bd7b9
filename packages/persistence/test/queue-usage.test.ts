import fc from 'fast-check';
import t from 'tap';
import { SHARED_PAYLOAD_BYTES_MIN } from '../src/bodies.ts';
import { begin, committed, delivery, type OpenStore, open } from './fixture/open.ts';

const clientIds = ['a', 'b', 'c'] as const;
const SWEPT_AFTER_TURNS = 200;
const payloadsInUse = [1, 300, SHARED_PAYLOAD_BYTES_MIN, SHARED_PAYLOAD_BYTES_MIN + 9].map((n) => Buffer.alloc(n, n));

type Step =
  | { readonly kind: 'enqueue'; readonly payload: number; readonly to: readonly number[] }
  | { readonly kind: 'done' | 'release'; readonly at: number; readonly client: number }
  | { readonly kind: 'end'; readonly client: number }
  | { readonly kind: 'commit' };

const client = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('enqueue'),
      payload: fc.nat({ max: 3 }),
      to: fc.uniqueArray(client, { minLength: 1 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('done', 'release'), at: fc.nat({ max: 4 }), client }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end'), client }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'commit' } as const) },
);

async function take({ store }: OpenStore, one: Step): Promise<void> {
  const name = (index: number) => clientIds[index] ?? 'a';
  switch (one.kind) {
    case 'enqueue': {
      const message = {
        ...delivery('t', '').message,
        qos: 2,
        payload: payloadsInUse[one.payload] ?? Buffer.alloc(0),
      } as const;
      const identifiers = one.payload % 2 === 0 ? [] : [7];
      for (const index of one.to) store.enqueue(name(index), { ...delivery('t'), message, qos: 2, identifiers });
      return;
    }
    case 'done':
    case 'release': {
      const row = store.read(name(one.client), 0, 5)[one.at];
      if (row === undefined) return;
      if (one.kind === 'done') return store.done(name(one.client), row.seq);
      store.sent(row.seq, 1);
      return store.released(row.seq);
    }
    case 'end':
      store.endSession(name(one.client));
      return begin(store, name(one.client));
    case 'commit':
      return committed(store);
  }
}

t.test('whatever comes and goes, what is counted is what a new process counts', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const first = open(t);
      begin(first.store, ...clientIds);
      for (const one of steps) await take(first, one);
      // A payload that only ended sessions waited for counts until they are swept.
      for (let turn = 0; turn < SWEPT_AFTER_TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
      const counted = () => clientIds.map((clientId) => first.store.queued(clientId));
      const before = [first.store.stats(), ...counted()];
      await first.store.destroy();
      const again = open(t, { path: first.path });
      const after = [again.store.stats(), ...clientIds.map((clientId) => again.store.queued(clientId))];
      await again.store.destroy();
      if (JSON.stringify(before) !== JSON.stringify(after)) t.strictSame(after, before);
    }),
    { numRuns: 40 },
  );
  t.pass('40 runs');
});

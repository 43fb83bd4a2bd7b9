import fc from 'fast-check';
import t from 'tap';
import { KeptFrames } from '../src/kept-frames.ts';

t.test('the last so many of each charge point are kept, oldest first', async (t) => {
  const kept = new KeptFrames<number>({ keep: 3, bytesMax: 1_000 });
  for (const item of [1, 2, 3, 4, 5]) kept.add('CP1', item, 1);
  kept.add('CP2', 6, 1);
  t.strictSame([...kept.of('CP1')], [3, 4, 5]);
  t.strictSame([...kept.of('CP2')], [6]);
  t.strictSame([...kept.of('CP3')], []);
  t.strictSame([kept.count, kept.bytes, kept.identities], [4, 4, 2]);
});

t.test(
  'beyond the bytes of all the oldest of all goes first, and a charge point without any takes no room',
  async (t) => {
    const kept = new KeptFrames<number>({ keep: 10, bytesMax: 10 });
    kept.add('CP1', 1, 4);
    kept.add('CP2', 2, 4);
    kept.add('CP1', 3, 4);
    t.strictSame([[...kept.of('CP1')], [...kept.of('CP2')], kept.bytes], [[3], [2], 8]);
    kept.add('CP3', 4, 10);
    t.strictSame([[...kept.of('CP3')], kept.identities, kept.count, kept.bytes], [[4], 1, 1, 10]);
    kept.add('CP1', 5, 11);
    t.strictSame([...kept.of('CP1')], [], 'what is larger than all of it is not kept at all');
    t.equal(kept.count, 1);
  },
);

t.test('fewer are kept as soon as the options say so; none with 0', async (t) => {
  const kept = new KeptFrames<number>({ keep: 10, bytesMax: 100 });
  for (const item of [1, 2, 3, 4]) kept.add(item % 2 === 0 ? 'CP1' : 'CP2', item, 10);
  kept.reconfigure({ keep: 1, bytesMax: 100 });
  t.strictSame([[...kept.of('CP1')], [...kept.of('CP2')]], [[4], [3]]);
  kept.reconfigure({ keep: 1, bytesMax: 10 });
  t.strictSame([[...kept.of('CP1')], [...kept.of('CP2')]], [[4], []]);
  kept.reconfigure({ keep: 0, bytesMax: 10 });
  t.strictSame([kept.count, kept.bytes, kept.identities], [0, 0, 0]);
  kept.add('CP1', 5, 1);
  t.equal(kept.count, 0);
});

t.test('whatever comes, what is kept is what a list would keep', async (t) => {
  const adds = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 9 })), { maxLength: 60 });
  const bounds = fc.record({ keep: fc.integer({ min: 0, max: 5 }), bytesMax: fc.integer({ min: 1, max: 40 }) });
  const property = fc.property(adds, bounds, (each, options) => {
    const kept = new KeptFrames<number>(options);
    let list: { readonly identity: string; readonly item: number; readonly bytes: number }[] = [];
    for (const [item, [identity, bytes]] of each.entries()) {
      kept.add(identity, item, bytes);
      if (options.keep > 0 && bytes <= options.bytesMax) list.push({ identity, item, bytes });
      const own = list.filter((one) => one.identity === identity);
      if (own.length > options.keep) list = list.filter((one) => one !== own[0]);
      while (list.reduce((sum, one) => sum + one.bytes, 0) > options.bytesMax) list.shift();
      for (const who of ['a', 'b', 'c']) {
        const wanted = list.filter((one) => one.identity === who).map((one) => one.item);
        if (String([...kept.of(who)]) !== String(wanted)) throw new Error(`${who}: ${[...kept.of(who)]} not ${wanted}`);
      }
      if (kept.count !== list.length) throw new Error('the count');
    }
  });
  t.doesNotThrow(() => fc.assert(property, { seed: 20_260_401, numRuns: 500 }));
});

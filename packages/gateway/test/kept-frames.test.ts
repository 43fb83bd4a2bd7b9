import fc from 'fast-check';
import t from 'tap';
import { recordBytesMax } from '../src/frame-record.ts';
import type { Frame } from '../src/frame-view.ts';
import { KeptFrames } from '../src/kept-frames.ts';

let at = 0;

function frame(identity: string, text: string): Frame {
  at += 1;
  return {
    at,
    identity,
    direction: 'upstream',
    type: 2,
    uniqueId: `u${at}`,
    action: 'Heartbeat',
    errorCode: null,
    text,
    bytes: Buffer.byteLength(text),
  };
}

const texts = (kept: KeptFrames, identity: string) => [...kept.of(identity)].map(({ frame }) => frame.text);

t.test('the last so many of each charge point are kept, oldest first', async (t) => {
  const kept = new KeptFrames({ keep: 3, bytesMax: 65_536 });
  for (const text of ['1', '2', '3', '4', '5']) kept.add(frame('CP1', text), undefined);
  kept.add(frame('CP2', '6'), 'doubtful');
  t.strictSame(texts(kept, 'CP1'), ['3', '4', '5']);
  t.match([...kept.of('CP2')], [{ frame: { identity: 'CP2', text: '6' }, cut: 'doubtful' }]);
  t.strictSame(texts(kept, 'CP3'), []);
  t.strictSame([kept.count, kept.identities], [4, 2]);
});

t.test(
  'the bytes stay as they are once all are taken; the oldest of all goes, and a charge point without any',
  async (t) => {
    const bytesMax = 65_536;
    const kept = new KeptFrames({ keep: 1_000, bytesMax });
    kept.add(frame('CP1', 'the first'), undefined);
    let added = 0;
    while (texts(kept, 'CP1').length > 0) {
      kept.add(frame('CP2', 'x'.repeat(1_000)), undefined);
      added += 1;
    }
    t.ok(added >= (bytesMax * 0.75) / 1_100 && added < bytesMax / 1_000, `${added} had room`);
    t.equal(kept.identities, 1);
    for (let more = 0; more < 500; more += 1) kept.add(frame('CP2', 'x'.repeat(1_000)), undefined);
    t.equal(kept.bytes, bytesMax);
    kept.add(frame('CP3', 'x'.repeat(bytesMax / 4)), undefined);
    t.strictSame(texts(kept, 'CP3'), [], 'what no part of it has room for is not kept');
  },
);

t.test('fewer are kept as soon as the options say so; none with 0', async (t) => {
  const kept = new KeptFrames({ keep: 10, bytesMax: 1_048_576 });
  for (let number = 0; number < 8; number += 1) {
    kept.add(frame(number % 2 === 0 ? 'CP1' : 'CP2', `${number}${'x'.repeat(12_000)}`), undefined);
  }
  const numbers = (identity: string) => texts(kept, identity).map((text) => text[0]);
  kept.reconfigure({ keep: 3, bytesMax: 1_048_576 });
  t.strictSame(
    [numbers('CP1'), numbers('CP2')],
    [
      ['2', '4', '6'],
      ['3', '5', '7'],
    ],
  );
  kept.reconfigure({ keep: 3, bytesMax: 160_000 });
  t.strictSame(
    [numbers('CP1'), numbers('CP2'), kept.bytes],
    [['4', '6'], ['5', '7'], 160_000],
    'the newest that have room',
  );
  kept.reconfigure({ keep: 0, bytesMax: 160_000 });
  t.strictSame([kept.count, kept.bytes, kept.identities], [0, 0, 0]);
  kept.add(frame('CP1', 'x'), undefined);
  t.equal(kept.count, 0);
});

t.test(
  'whatever comes, the newest of each are kept as they were, and all that have room in three quarters',
  async (t) => {
    const text = fc.oneof(fc.string({ maxLength: 80 }), fc.string({ unit: 'grapheme', maxLength: 80 }));
    const adds = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), text), { maxLength: 80 });
    const bounds = fc.record({
      keep: fc.integer({ min: 1, max: 20 }),
      bytesMax: fc.integer({ min: 2_400, max: 10_000 }),
    });
    const property = fc.property(adds, bounds, (each, { keep, bytesMax }) => {
      const kept = new KeptFrames({ keep, bytesMax });
      const added: Frame[] = [];
      for (const [identity, text] of each) {
        const one = frame(identity, text);
        kept.add(one, undefined);
        added.push(one);
        if (kept.bytes > bytesMax) throw new Error(`${kept.bytes} bytes are taken`);
      }
      let room = Math.floor(bytesMax / 4) * 3;
      const within = new Set(
        added
          .filter(() => true)
          .reverse()
          .filter((one) => {
            room -= 2 * recordBytesMax(one);
            return room >= 0;
          }),
      );
      for (const who of ['a', 'b', 'c']) {
        const own = added.filter(({ identity }) => identity === who);
        const shown = [...kept.of(who)].map(({ frame }) => frame);
        const wanted = own.slice(own.length - shown.length);
        if (JSON.stringify(shown) !== JSON.stringify(wanted)) throw new Error(`${who}: ${JSON.stringify(shown)}`);
        if (shown.length > keep) throw new Error('more than are to be kept');
        const least = Math.min(keep, own.filter((one) => within.has(one)).length);
        if (shown.length < least) throw new Error(`only ${shown.length} of ${least} are kept`);
      }
    });
    t.doesNotThrow(() => fc.assert(property, { seed: 20_260_401, numRuns: 500 }));
  },
);

t.test('it makes no difference who gives back the line that he got, and how old it is', async (t) => {
  const adding = fc.record({
    identity: fc.constantFrom('a', 'b'),
    holder: fc.nat({ max: 2 }),
    length: fc.nat({ max: 300 }),
  });
  const changing = fc.record({ keep: fc.nat({ max: 4 }), bytesMax: fc.constantFrom(2_400, 6_000) });
  const property = fc.property(
    fc.array(fc.oneof({ weight: 12, arbitrary: adding }, changing), { maxLength: 60 }),
    (steps) => {
      const options = { keep: 3, bytesMax: 2_400 };
      const [plain, hinted] = [new KeptFrames(options), new KeptFrames(options)];
      const lines = new Map<string, ReturnType<KeptFrames['add']>>();
      for (const step of steps) {
        if ('keep' in step) {
          for (const kept of [plain, hinted]) kept.reconfigure(step);
          continue;
        }
        const { identity, holder, length } = step;
        const one = frame(identity, 'x'.repeat(length));
        plain.add(one, undefined);
        lines.set(`${identity}${holder}`, hinted.add(one, undefined, lines.get(`${identity}${holder}`)));
        const shown = (kept: KeptFrames) => ['a', 'b'].map((who) => texts(kept, who).map((text) => text.length));
        const [wanted, found] = [plain, hinted].map((kept) =>
          JSON.stringify([kept.count, kept.identities, shown(kept)]),
        );
        if (wanted !== found) throw new Error(`${found} where ${wanted} is wanted`);
      }
    },
  );
  t.doesNotThrow(() => fc.assert(property, { numRuns: 500 }));
});

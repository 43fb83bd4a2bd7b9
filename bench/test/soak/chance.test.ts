import t from 'tap';
import { chanceOf } from '../../src/soak/chance.ts';

t.test('the same seed draws the same, another one something else', async (t) => {
  const draw = (seed: number) => {
    const chance = chanceOf(seed);
    return Array.from({ length: 20 }, () => chance.below(1000));
  };
  t.same(draw(7), draw(7));
  t.notSame(draw(7), draw(8));
});

t.test('draws are spread over what they are drawn from', async (t) => {
  const chance = chanceOf(1);
  const counts = [0, 0, 0, 0];
  let hits = 0;
  for (let index = 0; index < 4000; index += 1) {
    const drawn = chance.below(4);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
    if (chance.hits(0.1)) hits += 1;
  }
  t.ok(counts.every((count) => count > 900 && count < 1100));
  t.ok(hits > 300 && hits < 500);
});

import t from 'tap';
import { gather } from '../src/gather.ts';

async function* numbers(): AsyncGenerator<number, void, void> {
  for (let number = 1; ; number += 1) yield number;
}

t.test('no more are taken than asked for, and that there are more is told', async (t) => {
  t.same(await gather(numbers(), 3), { found: [1, 2, 3], isCut: true });
  const three = (async function* () {
    yield* [1, 2, 3];
  })();
  t.same(await gather(three, 3), { found: [1, 2, 3], isCut: false });
});

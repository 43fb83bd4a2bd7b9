import fc from 'fast-check';
import t from 'tap';
import { decodeTopicLevel, encodeTopicLevel } from '../src/topic-level.ts';

t.test(
  'what would leave the level, or act as a wildcard, is percent-encoded, and so is the percent sign',
  async (t) => {
    t.equal(encodeTopicLevel('A+B'), 'A%2BB');
    t.equal(encodeTopicLevel('A%2BB'), 'A%252BB');
    t.equal(encodeTopicLevel('a/b#c'), 'a%2Fb%23c');
    t.equal(encodeTopicLevel('a\u0000b\u001fc\u007fd'), 'a%00b%1Fc%7Fd');
  },
);

t.test('a dollar sign is encoded where it opens the level, since such topics belong to the broker', async (t) => {
  t.equal(encodeTopicLevel('$SYS'), '%24SYS');
  t.equal(encodeTopicLevel('a$b'), 'a$b');
});

t.test('everything else stays as it is', async (t) => {
  for (const text of ['CP1', 'Säule 7', 'a.b_c-d~e@f', '充电桩', '']) t.equal(encodeTopicLevel(text), text);
});

t.test('any text comes back, stays within one level, and no two texts share a level', async (t) => {
  const property = fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
    const level = encodeTopicLevel(one);
    const isSafe = ![...level].some((character) => '/+#'.includes(character) || character < ' ');
    return isSafe && decodeTopicLevel(level) === one && (one === other) === (level === encodeTopicLevel(other));
  });
  t.doesNotThrow(() => fc.assert(property));
});

t.test('a level that was not encoded by these rules stands for nothing', async (t) => {
  t.equal(decodeTopicLevel('100%'), undefined);
  t.equal(decodeTopicLevel('%zz'), undefined);
  t.equal(decodeTopicLevel('%ff'), undefined);
});

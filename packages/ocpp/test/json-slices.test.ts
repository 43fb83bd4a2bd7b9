import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { arraySlices, objectSlices } from '../src/index.ts';

const wide = { depthMax: 1_000, elementsMax: 10_000 };

t.test('an array is cut into the texts of its elements, white space around them left out', async (t) => {
  const cut = arraySlices(' [ 1e2 ,"a,]\\"}" ,\t{"b" : [1,2]},null,[ ]\n] ', wide);
  t.strictSame(cut, { ok: true, slices: ['1e2', '"a,]\\"}"', '{"b" : [1,2]}', 'null', '[ ]'] });
  t.strictSame(arraySlices('[ ]', wide), { ok: true, slices: [] });
});

t.test('an object is cut into its members by their decoded names, the last of two alike', async (t) => {
  const cut = objectSlices('{"a":1,"\\u0062" : {"c":[]},"a": 2.50,"__proto__":3}', wide);
  t.ok(cut.ok);
  t.strictSame(cut.ok ? [...cut.members] : [], [
    ['a', '2.50'],
    ['b', '{"c":[]}'],
    ['__proto__', '3'],
  ]);
  const empty = objectSlices(' { } ', wide);
  t.equal(empty.ok && empty.members.size, 0);
});

t.test('a text that cannot be cut says why', async (t) => {
  for (const text of [
    '',
    ' ',
    '[',
    '[1',
    '[1,',
    '[1,]',
    '[,1]',
    '[1 2]',
    '[1]]',
    '[1]x',
    '["a]',
    '["\\"]',
    '[{]',
    'x',
  ]) {
    t.match(arraySlices(text, wide), { ok: false, problem: 'not_json' }, text);
  }
  for (const text of ['{}', '1', '"a"', 'null'])
    t.match(arraySlices(text, wide), { ok: false, problem: 'wrong_type' }, text);
  for (const text of ['{', '{a:1}', '{"a"}', '{"a":}', '{"a":1,}', '{"a" 1}', '{"\\x":1}', '{"a":1}}', '{1:2}']) {
    t.match(objectSlices(text, wide), { ok: false, problem: 'not_json' }, text);
  }
  for (const text of ['[]', '[{}]', 'true'])
    t.match(objectSlices(text, wide), { ok: false, problem: 'wrong_type' }, text);
});

t.test('levels are counted with the outermost as one, and brackets in a string are none', async (t) => {
  const limits = { depthMax: 3, elementsMax: 8 };
  t.ok(arraySlices('[[[]]]', limits).ok);
  t.match(arraySlices('[[[[]]]]', limits), { problem: 'too_deep' });
  t.ok(objectSlices('{"a":{"b":[]}}', limits).ok);
  t.match(objectSlices('{"a":{"b":[{}]}}', limits), { problem: 'too_deep' });
  t.ok(arraySlices('["[[[[{{{{"]', limits).ok);
  t.match(arraySlices('[1]', { depthMax: 1, elementsMax: 8 }), { ok: true });
});

t.test('what stood before an element that is too much is handed out', async (t) => {
  t.strictSame(arraySlices('[2,"u1",[[[]]]]', { depthMax: 3, elementsMax: 8 }), {
    ok: false,
    problem: 'too_deep',
    slices: ['2', '"u1"'],
  });
  t.strictSame(arraySlices('[1,2,3]', { depthMax: 3, elementsMax: 2 }), {
    ok: false,
    problem: 'too_many',
    slices: ['1', '2'],
  });
});

t.test('elements of the outermost level are bounded', async (t) => {
  t.ok(arraySlices('[1,2,3]', { depthMax: 9, elementsMax: 3 }).ok);
  t.match(arraySlices('[1,2,3,4]', { depthMax: 9, elementsMax: 3 }), { problem: 'too_many' });
  t.match(objectSlices('{"a":1,"b":2}', { depthMax: 9, elementsMax: 1 }), { problem: 'too_many' });
});

t.test('a long run of backslashes and brackets is cut in one pass', async (t) => {
  const backslashes = `["${'\\\\'.repeat(100_000)}"]`;
  t.ok(arraySlices(backslashes, wide).ok);
  t.match(arraySlices('['.repeat(1_000_000), wide), { problem: 'too_deep' });
  t.match(arraySlices(`["${'\\"'.repeat(100_000)}`, wide), { problem: 'not_json' });
});

// A value printed with white space wherever JSON allows it; `gaps` are taken in turn.
function print(value: unknown, gap: () => string): string {
  const around = (text: string) => `${gap()}${text}${gap()}`;
  if (Array.isArray(value)) return around(`[${value.map((each) => print(each, gap)).join(',') || gap()}]`);
  if (typeof value !== 'object' || value === null) return around(JSON.stringify(value));
  const members = Object.entries(value).map(([name, each]) => `${around(JSON.stringify(name))}:${print(each, gap)}`);
  return around(`{${members.join(',') || gap()}}`);
}

const gaps = fc.array(fc.constantFrom('', '', ' ', '\n', '\t \r\n'), { minLength: 1, maxLength: 12 });

function spaced(value: unknown, texts: readonly string[]): string {
  let next = 0;
  return print(value, () => texts[next++ % texts.length] ?? '');
}

const runs = { seed: 20_260_101, numRuns: 1_000 };

t.test('the slices of any array parse to its elements', async (t) => {
  const property = fc.property(fc.array(fc.jsonValue()), gaps, (value, texts) => {
    const text = spaced(value, texts);
    const cut = arraySlices(text, wide);
    assert(cut.ok, text);
    assert.deepEqual(
      cut.slices.map((slice) => JSON.parse(slice) as unknown),
      JSON.parse(text),
    );
    for (const slice of cut.slices) assert.equal(slice, slice.trim());
  });
  t.doesNotThrow(() => fc.assert(property, runs));
});

t.test('the slices of any object parse to its members', async (t) => {
  const property = fc.property(fc.dictionary(fc.string(), fc.jsonValue()), gaps, (value, texts) => {
    const text = spaced(value, texts);
    const cut = objectSlices(text, wide);
    assert(cut.ok, text);
    const members = [...cut.members].map(([name, slice]) => [name, JSON.parse(slice) as unknown]);
    assert.deepEqual(
      members,
      Object.entries(value).map(([name, each]) => [name, JSON.parse(JSON.stringify(each))]),
    );
  });
  t.doesNotThrow(() => fc.assert(property, runs));
});

t.test('garbage never throws, and what is cut but is no JSON has a slice that is none', async (t) => {
  const pieces = fc.constantFrom(
    '[',
    ']',
    '{',
    '}',
    '"',
    '\\',
    ',',
    ':',
    ' ',
    '\u0000',
    '1',
    '-',
    'e',
    'null',
    '"a"',
    'é',
  );
  const garbage = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((parts) => parts.join('')),
  );
  const parses = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const property = fc.property(garbage, (text) => {
    const array = arraySlices(text, wide);
    const object = objectSlices(text, wide);
    if (array.ok) assert.equal(array.slices.every(parses), parses(text));
    if (object.ok && parses(text)) assert([...object.members.values()].every(parses));
    if (parses(text)) assert(array.ok || object.ok || array.problem === 'wrong_type');
  });
  t.doesNotThrow(() => fc.assert(property, { ...runs, numRuns: 5_000 }));
});

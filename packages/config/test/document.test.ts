import t from 'tap';
import { field, frozen, isFields, sameValue, valueAt, without } from '../src/document.ts';

t.test('only plain objects have fields', async (t) => {
  t.ok(isFields({}));
  t.ok(isFields(Object.create(null)));
  t.ok(isFields(JSON.parse('{"__proto__":1}')));
  for (const other of [null, undefined, [], 'text', 1, new Map(), new Date(), new (class Own {})(), () => 1]) {
    t.notOk(isFields(other));
  }
});

t.test('what every object inherits is no field', async (t) => {
  t.equal(field({}, 'constructor'), undefined);
  t.equal(field({}, '__proto__'), undefined);
  t.equal(valueAt({ a: { b: 1 } }, ['a', 'b']), 1);
  t.equal(valueAt({ a: 1 }, ['a', 'b', 'c']), undefined);
});

t.test('values are taken out without touching the document', async (t) => {
  const document = { a: { b: 1, c: 2 } };
  t.strictSame(without(document, [['a', 'b']]), { a: { c: 2 } });
  t.strictSame(document, { a: { b: 1, c: 2 } });
  t.strictSame(
    without(document, [
      ['a', 'b'],
      ['a', 'c'],
    ]),
    { a: {} },
  );
  t.strictSame(without(document, [['a'], ['a', 'c']]), {});
  t.strictSame(without(document, [['x', 'y'], ['a', 'b', 'c'], []]), document);
});

t.test('values are the same when all their parts are', async (t) => {
  t.ok(sameValue({ a: [1, { b: 'x' }] }, { a: [1, { b: 'x' }] }));
  t.notOk(sameValue({ a: 1 }, { a: 1, b: undefined }));
  t.notOk(sameValue([1, 2], [1]));
  t.notOk(sameValue([], {}));
  t.notOk(sameValue({ constructor: 1 }, { x: 1 }));
});

t.test('a frozen value is frozen in every part', async (t) => {
  const value = frozen({ a: [{ b: 1 }] });
  t.ok(Object.isFrozen(value.a[0]));
});

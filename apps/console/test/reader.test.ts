import t from 'tap';
import { amount, fieldsOf, flag, listOf, maybe, maybeAmount, maybeText, record, text, word } from '../src/reader.ts';

const person = record({ name: text, nick: maybeText, age: amount, is_admin: flag, tags: listOf(text) });

t.test('an object is read as it is, without the fields that nobody asked for', async (t) => {
  const read = person({ name: 'Ada', nick: 'A', age: 36, is_admin: true, tags: ['x'], more: 1 });
  t.strictSame(read, { name: 'Ada', nick: 'A', age: 36, is_admin: true, tags: ['x'] });
});

t.test('what is missing or of another type reads as an empty value', async (t) => {
  const empty = { name: '', nick: null, age: 0, is_admin: false, tags: [] };
  for (const value of [{}, null, undefined, 'text', 7, [], { name: 1, nick: 2, age: '3', is_admin: 'yes', tags: {} }]) {
    t.strictSame(person(value), empty);
  }
  t.equal(amount(Number.NaN), 0);
});

t.test('a number where a word is asked for is written out', async (t) => {
  t.strictSame([word(5), word('1.6'), word(null)], ['5', '1.6', '']);
});

t.test('a number that may be absent reads as null, and 0 as 0', async (t) => {
  t.strictSame([0, 7, null, undefined, '7', Number.NaN].map(maybeAmount), [0, 7, null, null, null, null]);
});

t.test('an object that may be absent reads as null', async (t) => {
  const pet = maybe(record({ name: text }));
  t.equal(pet(null), null);
  t.equal(pet(undefined), null);
  t.strictSame(pet({ name: 'Rex' }), { name: 'Rex' });
});

t.test('a field of the prototype is no field of the object', async (t) => {
  t.strictSame(record({ constructor: text, toString: text })({}), { constructor: '', toString: '' });
  t.strictSame(fieldsOf([1]), {});
});

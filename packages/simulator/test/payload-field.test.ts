import t from 'tap';
import { CallRefused } from '../src/errors.ts';
import {
  choiceField,
  dateField,
  integerField,
  numberField,
  objectField,
  objectsField,
  optionalChoice,
  optionalDate,
  optionalInteger,
  optionalObject,
  optionalText,
  textField,
  textsField,
} from '../src/payload-field.ts';

const payload = {
  text: 'abc',
  integer: 3,
  number: 0.5,
  object: { a: 1 },
  objects: [{ a: 1 }],
  texts: ['a', 'b'],
  date: '2026-01-05T10:00:00Z',
  nothing: null,
};

t.test('fields of the right type are read', async (t) => {
  t.equal(textField(payload, 'text', 3), 'abc');
  t.equal(integerField(payload, 'integer'), 3);
  t.equal(numberField(payload, 'number'), 0.5);
  t.same(objectField(payload, 'object'), { a: 1 });
  t.same(objectsField(payload, 'objects'), [{ a: 1 }]);
  t.same(textsField(payload, 'texts'), ['a', 'b']);
  t.equal(dateField(payload, 'date'), Date.UTC(2026, 0, 5, 10));
  t.equal(choiceField(payload, 'text', ['abc', 'def']), 'abc');
});

t.test('optional fields may be absent, and null counts as absent', async (t) => {
  for (const name of ['none', 'nothing', 'constructor', '__proto__']) {
    t.equal(optionalText(payload, name), undefined);
    t.equal(optionalInteger(payload, name), undefined);
    t.equal(optionalObject(payload, name), undefined);
    t.equal(optionalDate(payload, name), undefined);
    t.equal(optionalChoice(payload, name, ['a']), undefined);
    t.same(objectsField(payload, name), []);
    t.same(textsField(payload, name), []);
  }
});

/** The error code that a reader refuses a payload with. */
function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    return error instanceof CallRefused ? `${error.errorCode}: ${error.message}` : String(error);
  }
  return 'none';
}

t.test('a required field that is missing is an OccurenceConstraintViolation', async (t) => {
  for (const read of [textField, integerField, numberField, objectField, dateField]) {
    t.equal(
      refusal(() => read(payload, 'none')),
      'OccurenceConstraintViolation: none is missing',
    );
  }
  t.match(
    refusal(() => choiceField(payload, 'none', ['a'])),
    /^OccurenceConstraintViolation/,
  );
});

t.test('a wrong type is a TypeConstraintViolation', async (t) => {
  const wrong = [
    () => textField(payload, 'integer'),
    () => integerField(payload, 'number'),
    () => numberField(payload, 'text'),
    () => objectField(payload, 'objects'),
    () => objectsField(payload, 'texts'),
    () => objectsField(payload, 'object'),
    () => textsField(payload, 'objects'),
    () => textsField(payload, 'text'),
    () => dateField(payload, 'text'),
  ];
  for (const read of wrong) t.match(refusal(read), /^TypeConstraintViolation: \w+ must be an? /);
});

t.test('a length or choice out of range is a PropertyConstraintViolation', async (t) => {
  t.equal(
    refusal(() => textField(payload, 'text', 2)),
    'PropertyConstraintViolation: text has more than 2 characters',
  );
  t.equal(
    refusal(() => choiceField(payload, 'text', ['x', 'y'])),
    'PropertyConstraintViolation: text is none of x, y',
  );
});

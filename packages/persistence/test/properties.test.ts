import fc from 'fast-check';
import t from 'tap';
import { decodeProperties, encodeProperties, type StoredProperties } from '../src/properties.ts';

function roundTrip(properties: StoredProperties) {
  const bytes = encodeProperties(properties);
  return bytes === null ? null : decodeProperties(bytes);
}

t.test('every property of a publish, a delivery or a will comes back as it was', async (t) => {
  const stored: StoredProperties = {
    properties: {
      payloadFormatIndicator: 1,
      contentType: 'application/json',
      responseTopic: 'réponse/à/moi',
      correlationData: Buffer.from([0, 1, 0xff, 0x80]),
      userProperties: [
        ['constructor', 'a'],
        ['', ''],
        ['__proto__', 'b'],
        ['constructor', 'a'],
      ],
    },
    identifiers: [1, 268_435_455],
    expirySeconds: 4_294_967_295,
    delaySeconds: 0,
  };
  t.strictSame(roundTrip(stored), stored);
  const contentType = 'x'.repeat(70_000);
  t.strictSame(roundTrip({ properties: { contentType } }), { properties: { contentType }, identifiers: [] });
  t.strictSame(roundTrip({ properties: { payloadFormatIndicator: 0 } }), {
    properties: { payloadFormatIndicator: 0 },
    identifiers: [],
  });
});

t.test('user properties keep their order and their repetitions, whatever they are', async (t) => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 });
  const pairs = fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(pairs, (userProperties) => {
      t.strictSame(roundTrip({ properties: { userProperties } })?.properties?.userProperties, userProperties);
    }),
    { numRuns: 50 },
  );
});

t.test('where there is nothing to keep, nothing is kept', async (t) => {
  t.equal(encodeProperties({}), null);
  t.equal(encodeProperties({ properties: {}, identifiers: [] }), null);
  t.equal(roundTrip({ identifiers: [3] })?.properties, undefined);
});

t.test('a number that MQTT does not know becomes one that it does', async (t) => {
  for (const expirySeconds of [Number.NaN, -1, Number.NEGATIVE_INFINITY]) {
    t.equal(roundTrip({ expirySeconds })?.expirySeconds, 0);
  }
  t.equal(roundTrip({ expirySeconds: Number.POSITIVE_INFINITY })?.expirySeconds, Number.MAX_SAFE_INTEGER);
});

t.test('bytes that are cut short or unknown are refused', async (t) => {
  const bytes = encodeProperties({ properties: { contentType: 'text/plain' } }) ?? Buffer.alloc(0);
  for (let length = 1; length < bytes.length; length++) {
    t.throws(() => decodeProperties(bytes.subarray(0, length)), RangeError, `${length} bytes`);
  }
  t.throws(() => decodeProperties(Buffer.from([0x7e, 0])), RangeError);
});

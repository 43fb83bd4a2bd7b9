import t from 'tap';
import { decodeProperties, encodeProperties } from '../src/properties.ts';

function roundTrip(properties: Record<string, unknown>) {
  const bytes = encodeProperties(properties);
  return bytes === null ? null : decodeProperties(bytes);
}

t.test('every property of a publish or a will comes back as it was', async (t) => {
  const properties = {
    payloadFormatIndicator: true,
    messageExpiryInterval: 4_294_967_295,
    contentType: 'application/json',
    responseTopic: 'réponse/à/moi',
    correlationData: Buffer.from([0, 1, 0xff, 0x80]),
    subscriptionIdentifier: [1, 268_435_455],
    willDelayInterval: 0,
    userProperties: Object.assign(Object.create(null), { one: 'a', many: ['b', '', 'c'] }),
  };
  t.strictSame(roundTrip(properties), properties);
  t.strictSame(roundTrip({ payloadFormatIndicator: false }), { payloadFormatIndicator: false });
  t.strictSame(roundTrip({ contentType: 'x'.repeat(70_000) }), { contentType: 'x'.repeat(70_000) });
});

t.test('user properties named after parts of a prototype are ordinary names', async (t) => {
  const userProperties = JSON.parse('{ "constructor": "c", "toString": ["t", "u"], "__proto__": "p" }');
  const stored = roundTrip({ userProperties })?.userProperties as Record<string, unknown>;
  t.equal(Object.getPrototypeOf(stored), null);
  t.strictSame(Object.entries(stored), [
    ['constructor', 'c'],
    ['toString', ['t', 'u']],
    ['__proto__', 'p'],
  ]);
});

t.test('what belongs to one connection or to no MQTT version is not kept', async (t) => {
  t.equal(encodeProperties(undefined), null);
  t.equal(encodeProperties({}), null);
  t.equal(encodeProperties({ topicAlias: 3, contentType: undefined, unheardOf: 'x' }), null);
});

t.test('a number that MQTT does not know becomes one that it does', async (t) => {
  for (const value of [Number.NaN, -1, 'x', Number.NEGATIVE_INFINITY]) {
    t.strictSame(roundTrip({ messageExpiryInterval: value }), { messageExpiryInterval: 0 });
  }
  const endless = { messageExpiryInterval: Number.POSITIVE_INFINITY };
  t.strictSame(roundTrip(endless), { messageExpiryInterval: Number.MAX_SAFE_INTEGER });
});

t.test('bytes that are cut short or unknown are refused', async (t) => {
  const bytes = encodeProperties({ contentType: 'text/plain' }) ?? Buffer.alloc(0);
  for (let length = 1; length < bytes.length; length++) {
    t.throws(() => decodeProperties(bytes.subarray(0, length)), RangeError, `${length} bytes`);
  }
  t.throws(() => decodeProperties(Buffer.from([0x7e, 0])), RangeError);
});

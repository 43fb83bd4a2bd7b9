import { frameDepthMax, uniqueIdLengthMax } from '@ocpp-broker/ocpp';
import fc from 'fast-check';
import t from 'tap';
import { decodeEnvelope, encodeEnvelope } from '../src/envelope.ts';

const decode = (message: unknown) =>
  decodeEnvelope(Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)));

t.test('a CALL has its four fields in order, and its payload as it was written', async (t) => {
  const payloadText = '{ "b":12345678901234567890,\n"a":1.0 }';
  const text = encodeEnvelope({ kind: 'Call', uniqueId: 'u"1', action: 'Reset', payload: {}, payloadText }, 'Reset');
  t.equal(text, `{"MessageTypeId":2,"UniqueId":"u\\"1","Action":"Reset","Payload":${payloadText}}`);
});

t.test('a CALLRESULT has the action of its CALL behind the fields of EMQX, where it is known', async (t) => {
  const result = { kind: 'CallResult', uniqueId: 'u1', payload: {}, payloadText: '{"a":1}' } as const;
  t.equal(encodeEnvelope(result, 'Reset'), '{"MessageTypeId":3,"UniqueId":"u1","Payload":{"a":1},"Action":"Reset"}');
  t.equal(encodeEnvelope(result, undefined), '{"MessageTypeId":3,"UniqueId":"u1","Payload":{"a":1}}');
});

t.test('a CALLERROR has details and action behind the fields of EMQX', async (t) => {
  const error = {
    kind: 'CallError',
    uniqueId: 'u1',
    errorCode: 'NotSupported',
    errorDescription: 'a "b"',
    errorDetailsText: '{"x":9007199254740993}',
  } as const;
  const fields =
    '"MessageTypeId":4,"UniqueId":"u1","ErrorCode":"NotSupported","ErrorDescription":"a \\"b\\"","ErrorDetails":{"x":9007199254740993}';
  t.equal(encodeEnvelope(error, 'Reset'), `{${fields},"Action":"Reset"}`);
  t.equal(encodeEnvelope(error, undefined), `{${fields}}`);
});

t.test('the object form is read in any order, further keys are ignored, and the payload keeps its text', async (t) => {
  const text = '{"Payload":{"n":9007199254740993},"Extra":[1],"Action":"Reset","UniqueId":"u1","MessageTypeId":2}';
  t.match(decode(text), {
    ok: true,
    message: { kind: 'Call', uniqueId: 'u1', action: 'Reset', payloadText: '{"n":9007199254740993}' },
  });
  t.match(decode({ MessageTypeId: 3, UniqueId: 'u1', Payload: {}, Action: 7, ErrorCode: [] }), {
    ok: true,
    message: { kind: 'CallResult', uniqueId: 'u1', payloadText: '{}' },
  });
});

t.test('a CALLERROR may leave out its description and details', async (t) => {
  t.strictSame(decode({ MessageTypeId: 4, UniqueId: 'u1', ErrorCode: 'GenericError' }), {
    ok: true,
    message: {
      kind: 'CallError',
      uniqueId: 'u1',
      errorCode: 'GenericError',
      errorDescription: '',
      errorDetailsText: '{}',
    },
  });
  const full = { MessageTypeId: 4, UniqueId: 'u1', ErrorCode: 'X', ErrorDescription: 'd', ErrorDetails: { a: 1 } };
  t.match(decode(full), { message: { errorDescription: 'd', errorDetailsText: '{"a":1}' } });
});

t.test('a SEND is written and read as a CALL is, a CALLRESULTERROR as a CALLERROR is', async (t) => {
  const send = { kind: 'Send', uniqueId: 'u1', action: 'NotifyPeriodicEventStream', payload: { id: 7 } } as const;
  const text = '{"MessageTypeId":6,"UniqueId":"u1","Action":"NotifyPeriodicEventStream","Payload":{"id":7}}';
  t.equal(encodeEnvelope({ ...send, payloadText: '{"id":7}' }, 'NotifyPeriodicEventStream'), text);
  t.strictSame(decode(text), { ok: true, message: { ...send, payloadText: '{"id":7}' } });
  const error = {
    kind: 'CallResultError',
    uniqueId: 'u2',
    errorCode: 'FormatViolation',
    errorDescription: 'no',
    errorDetailsText: '{"a":1}',
  } as const;
  const errorText =
    '{"MessageTypeId":5,"UniqueId":"u2","ErrorCode":"FormatViolation","ErrorDescription":"no","ErrorDetails":{"a":1}}';
  t.equal(encodeEnvelope(error, undefined), errorText);
  t.strictSame(decode(errorText), { ok: true, message: error });
});

t.test('a CALL and a SEND without an id get one of their own; nothing else does', async (t) => {
  let made = 0;
  const newId = () => {
    made += 1;
    return `made-${made}`;
  };
  const decodeWith = (message: unknown) => decodeEnvelope(Buffer.from(JSON.stringify(message)), newId);
  t.match(decodeWith({ MessageTypeId: 2, Action: 'Reset', Payload: {} }), {
    ok: true,
    message: { uniqueId: 'made-1' },
  });
  t.match(decodeWith({ MessageTypeId: 2, UniqueId: null, Action: 'Reset', Payload: {} }), {
    message: { uniqueId: 'made-2' },
  });
  t.match(decodeWith({ MessageTypeId: 6, Action: 'X', Payload: {} }), {
    message: { kind: 'Send', uniqueId: 'made-3' },
  });
  t.match(decodeWith({ MessageTypeId: 2, UniqueId: 'mine', Action: 'Reset', Payload: {} }), {
    message: { uniqueId: 'mine' },
  });
  for (const answer of [
    { MessageTypeId: 3, Payload: {} },
    { MessageTypeId: 4, ErrorCode: 'GenericError' },
    { MessageTypeId: 5, ErrorCode: 'GenericError' },
  ])
    t.match(decodeWith(answer), { ok: false, reason: 'not_a_message', uniqueId: '' });
  t.equal(made, 3);
});

t.test('an id that is made fits a frame and is made anew each time', async (t) => {
  const ids = Array.from({ length: 100 }, () => {
    const decoded = decode({ MessageTypeId: 2, Action: 'Reset', Payload: {} });
    return decoded.ok ? decoded.message.uniqueId : '';
  });
  t.equal(new Set(ids).size, 100);
  t.ok(ids.every((id) => id !== '' && id.length <= uniqueIdLengthMax));
});

t.test('a null payload is an empty one', async (t) => {
  t.match(decode({ MessageTypeId: 3, UniqueId: 'u1', Payload: null }), { message: { payload: {}, payloadText: '{}' } });
  t.match(decode({ MessageTypeId: 4, UniqueId: 'u1', ErrorCode: 'X', ErrorDetails: null }), {
    message: { errorDetailsText: '{}' },
  });
});

t.test('what is not JSON is told so', async (t) => {
  const broken = ['', 'hello', '{', '{"MessageTypeId":2,}', '{"MessageTypeId":2,"UniqueId":"u1","Payload":{bad}}'];
  for (const text of broken) t.match(decode(text), { ok: false, reason: 'not_json', uniqueId: '' }, text);
  t.match(decodeEnvelope(Buffer.from([0x7b, 0xff, 0x7d])), { ok: false, reason: 'not_json' }, 'not UTF-8');
});

t.test('what is not the object form is told which field is wrong, with its UniqueId', async (t) => {
  const call = { MessageTypeId: 2, UniqueId: 'u1', Action: 'Reset', Payload: {} };
  const { Payload: _payload, ...withoutPayload } = call;
  const { Action: _action, ...withoutAction } = call;
  const { MessageTypeId: _type, ...withoutType } = call;
  const cases: readonly (readonly [unknown, string])[] = [
    [withoutType, 'MessageTypeId must be 2, 3, 4, 5 or 6'],
    [{ ...call, MessageTypeId: '2' }, 'MessageTypeId must be 2, 3, 4, 5 or 6'],
    [{ ...call, MessageTypeId: 7 }, 'MessageTypeId must be 2, 3, 4, 5 or 6'],
    [withoutPayload, 'Payload must be a JSON object'],
    [{ ...call, Payload: [] }, 'Payload must be a JSON object'],
    [{ ...call, Payload: 'x' }, 'Payload must be a JSON object'],
    [withoutAction, 'Action must be a non-empty string'],
    [{ ...call, Action: '' }, 'Action must be a non-empty string'],
    [{ ...call, MessageTypeId: 6, Action: 7 }, 'Action must be a non-empty string'],
    [{ ...call, MessageTypeId: 6, Payload: 7 }, 'Payload must be a JSON object'],
    [{ MessageTypeId: 4, UniqueId: 'u1' }, 'ErrorCode must be a non-empty string'],
    [{ MessageTypeId: 5, UniqueId: 'u1' }, 'ErrorCode must be a non-empty string'],
    [{ MessageTypeId: 4, UniqueId: 'u1', ErrorCode: 'X', ErrorDescription: 1 }, 'ErrorDescription must be a string'],
    [{ MessageTypeId: 4, UniqueId: 'u1', ErrorCode: 'X', ErrorDetails: 0 }, 'ErrorDetails must be a JSON object'],
  ];
  for (const [message, description] of cases)
    t.strictSame(decode(message), { ok: false, reason: 'not_a_message', description, uniqueId: 'u1' }, description);
});

t.test('an array, a text or a number is no message', async (t) => {
  for (const text of ['[2,"u1","Reset",{}]', '"x"', '7', 'null'])
    t.match(decode(text), { ok: false, reason: 'not_a_message', uniqueId: '' }, text);
});

t.test('an id that is too long to be used is still named, one that is longer than any is not', async (t) => {
  const call = { MessageTypeId: 2, Action: 'Reset', Payload: {} };
  const long = 'x'.repeat(uniqueIdLengthMax + 1);
  t.match(decode({ ...call, UniqueId: long }), { ok: false, reason: 'not_a_message', uniqueId: long });
  for (const UniqueId of ['', 7, 'x'.repeat(256)])
    t.match(decode({ ...call, UniqueId }), { ok: false, reason: 'not_a_message', uniqueId: '' });
  t.match(decode({ ...call, UniqueId: 'x'.repeat(uniqueIdLengthMax) }), { ok: true });
});

t.test('depth and width are bounded, and the sender of too much is named where its id comes first', async (t) => {
  const nested = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
  const deep = decode(`{"MessageTypeId":2,"UniqueId":"u1","Action":"Reset","Payload":${nested}}`);
  t.match(deep, { ok: false, reason: 'not_a_message', description: /too deep/, uniqueId: 'u1' });
  const fits = `${'{"a":'.repeat(frameDepthMax - 2)}{}${'}'.repeat(frameDepthMax - 2)}`;
  t.match(decode(`{"MessageTypeId":2,"UniqueId":"u1","Action":"Reset","Payload":${fits}}`), { ok: true });
  const wide = Object.fromEntries(Array.from({ length: 65 }, (_value, place) => [`k${place}`, 1]));
  t.match(decode(wide), { ok: false, reason: 'not_a_message' });
});

t.test('names of object prototypes are keys like any other', async (t) => {
  const text = '{"__proto__":{"UniqueId":"evil"},"MessageTypeId":3,"UniqueId":"__proto__","Payload":{"__proto__":1}}';
  const decoded = decode(text);
  t.match(decoded, { ok: true, message: { uniqueId: '__proto__', payloadText: '{"__proto__":1}' } });
  t.equal(({} as { UniqueId?: unknown }).UniqueId, undefined);
});

t.test(
  'a message means the same with its fields in order, which is read the fast way, as with a space before it',
  async (t) => {
    const pieces = [
      '{',
      '}',
      ',',
      '"',
      ':',
      ' ',
      '\\',
      '2',
      '3',
      '"Action":"B"',
      '"Payload":{}',
      ',"Action":"C"',
      '{"a":[1]}',
      'null',
    ];
    const samples = [
      '{"MessageTypeId":2,"UniqueId":"u1","Action":"Reset","Payload":{"a":{"b":"}}"}}}',
      '{"MessageTypeId":2,"UniqueId":"u1","Action":"Reset","Payload":{"a":1},"Action":"ClearCache"}',
      '{"MessageTypeId":3,"UniqueId":"u1","Payload":{"a":{}}}',
      '{"MessageTypeId": 3, "UniqueId": "u1", "Payload": {}, "Action": "Reset"}',
      '{"MessageTypeId":3,"UniqueId":"u1","Payload":{"x":1},"Action":"Reset"}',
    ];
    const texts = fc
      .tuple(
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.nat(80), fc.nat(4), fc.constantFrom(...pieces)), { maxLength: 2 }),
      )
      .map(([sample, changes]) =>
        changes.reduce(
          (text, [at, removed, piece]) => `${text.slice(0, at)}${piece}${text.slice(at + removed)}`,
          sample,
        ),
      );
    let messages = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const decoded = decodeEnvelope(Buffer.from(text), () => 'new');
        if (decoded.ok) messages += 1;
        t.strictSame(
          decodeEnvelope(Buffer.from(` ${text}`), () => 'new'),
          decoded,
          text,
        );
      }),
      { numRuns: 4_000, seed: 1 },
    );
    t.ok(messages > 400 && messages < 3_600, `${messages} of them were messages`);
  },
);

import fc from 'fast-check';
import t from 'tap';
import { decodeFrame, encodeFrame, frameDepthMax, type Message, type OcppVersion } from '../src/index.ts';
import { error } from './opened-session.ts';

const versions: readonly OcppVersion[] = ['1.6', '2.0.1', '2.1'];

function decoded(text: string, version: OcppVersion = '1.6'): Message {
  const answer = decodeFrame(text, version);
  if (answer.kind !== 'message') throw new Error(`${text} is ${JSON.stringify(answer)}`);
  return answer.message;
}

function problemOf(text: string, version: OcppVersion = '1.6'): string {
  const answer = decodeFrame(text, version);
  return answer.kind === 'malformed' ? answer.problem : answer.kind;
}

t.test('CALL, CALLRESULT and CALLERROR are read in every version', async (t) => {
  for (const version of versions) {
    t.strictSame(decoded('[2,"u1","Reset",{"type":"Soft"}]', version), {
      kind: 'Call',
      uniqueId: 'u1',
      action: 'Reset',
      payload: { type: 'Soft' },
      payloadText: '{"type":"Soft"}',
    });
    t.strictSame(decoded('[3,"u1",{"status":"Accepted"}]', version), {
      kind: 'CallResult',
      uniqueId: 'u1',
      payload: { status: 'Accepted' },
      payloadText: '{"status":"Accepted"}',
    });
    t.strictSame(decoded('[4,"u1","GenericError","why",{"a":1}]', version), {
      kind: 'CallError',
      uniqueId: 'u1',
      errorCode: 'GenericError',
      errorDescription: 'why',
      errorDetailsText: '{"a":1}',
    });
  }
});

t.test('CALLRESULTERROR and SEND are read in 2.1 and unknown before', async (t) => {
  const five = '[5,"u1","FormatViolation","",{}]';
  const six = '[6,"u1","NotifyPeriodicEventStream",{"id":1}]';
  t.equal(decoded(five, '2.1').kind, 'CallResultError');
  t.match(decoded(six, '2.1'), { kind: 'Send', action: 'NotifyPeriodicEventStream', payloadText: '{"id":1}' });
  for (const version of ['1.6', '2.0.1'] as const) {
    t.equal(problemOf(five, version), 'unknown_message_type');
    t.equal(problemOf(six, version), 'unknown_message_type');
  }
});

t.test('white space anywhere outside a string changes nothing', async (t) => {
  t.match(decoded(' \n[ 2 ,\t"u1" , "Heartbeat" ,\r\n{ } ] '), { uniqueId: 'u1', action: 'Heartbeat', payload: {} });
});

t.test('the text of a payload goes on as it came: digits beyond 2^53, exponents, order and escapes', async (t) => {
  const payloadText = '{"b":12345678901234567890,"a":1.50,"c":1e2,"d":"\\u00e9","2":0,"1":0}';
  const message = decoded(`[2,"u1","DataTransfer", ${payloadText} ]`);
  t.match(message, { payloadText });
  t.equal(encodeFrame(message), `[2,"u1","DataTransfer",${payloadText}]`);
});

t.test('a null payload stands for an empty one and is never sent', async (t) => {
  const asked = decoded('[2,"u1","Heartbeat",null]');
  t.match(asked, { payload: {}, payloadText: '{}' });
  t.equal(encodeFrame(asked), '[2,"u1","Heartbeat",{}]');
  t.match(decoded('[3,"u1",null]'), { payload: {}, payloadText: '{}' });
});

t.test('a text of nothing, or of white space, is ignored', async (t) => {
  for (const text of ['', ' ', '\r\n\t ']) t.equal(problemOf(text), 'empty');
});

t.test('what is no message says what is wrong with it', async (t) => {
  const long = 'x'.repeat(37);
  const table: readonly (readonly [problem: string, ...texts: string[]])[] = [
    ['not_json', 'hello', '[2,"u1"', '[2,"u1","Heartbeat",{}]]', '[2,u1,"Heartbeat",{}]', '[,]', '\uFEFF[]', '{'],
    ['wrong_type', '{}', '"[2]"', '2', 'null', '{"0":2}'],
    ['too_many', '[2,"u1","Heartbeat",{},5,6,7,8,9]'],
    [
      'unknown_message_type',
      '[]',
      '[7,"u1"]',
      '["2","u1","Heartbeat",{}]',
      '[null]',
      '[2.5,"u1"]',
      '[1e999,"u1"]',
      '[-2]',
    ],
    [
      'bad_unique_id',
      '[2]',
      '[2,"","Heartbeat",{}]',
      `[2,"${long}","Heartbeat",{}]`,
      '[2,7,"Heartbeat",{}]',
      '[2,null]',
    ],
    ['bad_action', '[2,"u1",3,{}]', '[2,"u1","",{}]', '[2,"u1",null,{}]', '[2,"u1",["Reset"],{}]'],
    ['bad_payload', '[2,"u1","Heartbeat",[]]', '[2,"u1","Heartbeat","{}"]', '[3,"u1",true]', '[3,"u1",0]'],
    ['wrong_length', '[2,"u1","Heartbeat"]', '[2,"u1","Heartbeat",{},{}]', '[3,"u1"]', '[3,"u1",{},{}]', '[4,"u1"]'],
  ];
  for (const [problem, ...texts] of table) for (const text of texts) t.equal(problemOf(text), problem, text);
});

t.test('an id of 36 characters is read, one of 37 is not', async (t) => {
  t.equal(decoded(`[2,"${'x'.repeat(36)}","Heartbeat",{}]`).uniqueId.length, 36);
  t.equal(problemOf(`[2,"${'x'.repeat(37)}","Heartbeat",{}]`), 'bad_unique_id');
});

t.test('an answer with a number as id is read with the digits as its id, and marked', async (t) => {
  t.match(decodeFrame('[3,2,{}]', '1.6'), { kind: 'message', numericId: true, message: { uniqueId: '2' } });
  t.match(decodeFrame('[4,12345678901234567890,"GenericError","",{}]', '1.6'), {
    numericId: true,
    message: { uniqueId: '12345678901234567890' },
  });
  t.match(decodeFrame('[3,"2",{}]', '1.6'), { numericId: false, message: { uniqueId: '2' } });
});

t.test('names of an object prototype are ids, actions and keys like any other', async (t) => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    const text = `[2,"${name}","${name}",{"${name}":{"polluted":true}}]`;
    const message = decoded(text);
    t.match(message, { uniqueId: name, action: name, payloadText: `{"${name}":{"polluted":true}}` });
    t.equal(encodeFrame(message), text);
  }
  t.notOk('polluted' in {});
});

t.test('nesting is bounded, and a 5,000-deep payload is turned away with its id still read', async (t) => {
  const nested = (levels: number) => `[2,"u1","DataTransfer",${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}]`;
  t.equal(problemOf(nested(frameDepthMax - 1)), 'message');
  t.equal(problemOf(nested(frameDepthMax)), 'too_deep');
  t.match(decodeFrame(nested(5_000), '1.6'), { problem: 'too_deep', messageTypeId: 2, uniqueId: 'u1' });
  t.match(decodeFrame('['.repeat(5_000), '1.6'), { problem: 'too_deep', uniqueId: undefined });
});

t.test('a sloppy CALLERROR is read for what it says, since its sender gets no answer', async (t) => {
  t.match(decoded('[4,"u1","GenericError"]'), { errorDescription: '', errorDetailsText: '{}' });
  t.match(decoded('[4,"u1",null,null,null]'), {
    errorCode: 'GenericError',
    errorDescription: '',
    errorDetailsText: '{}',
  });
  t.match(decoded('[4,"u1","",7,"text"]'), { errorCode: 'GenericError', errorDescription: '', errorDetailsText: '{}' });
  t.match(decoded('[4,"u1","GenericError","",[1]]'), { errorDetailsText: '{}' });
});

t.test('a description is cut to 255 characters on its way out', async (t) => {
  const sent = JSON.parse(encodeFrame(error('u1', 'GenericError', 'x'.repeat(300)))) as unknown[];
  t.equal(sent[3], 'x'.repeat(255));
});

t.test('what is encoded is decoded to the same message', async (t) => {
  const tricky = 'a"b\\c\u0000\u2028é😀';
  for (const text of [
    encodeFrame({
      kind: 'Call',
      uniqueId: tricky,
      action: tricky,
      payload: { k: tricky },
      payloadText: JSON.stringify({ k: tricky }),
    }),
    encodeFrame(error(tricky, tricky, tricky, JSON.stringify({ [tricky]: tricky }))),
  ]) {
    t.equal(encodeFrame(decoded(text)), text);
  }
});

t.test(
  'a frame means the same written without spaces, which is read the fast way, as with one before it',
  async (t) => {
    const pieces = [
      '[',
      ']',
      '{',
      '}',
      ',',
      '"',
      ':',
      ' ',
      '\\',
      '2',
      '3',
      '4',
      'u1',
      'Reset',
      '"u1"',
      '"Reset"',
      '{"a":[1]}',
      '\n',
      'é',
    ];
    const frame = '[2,"u1","Reset",{"a":[{"b":"}]"}],"c":1.0}]';
    const samples = [frame, '[3,"u1",{"status":"Accepted"}]', '[3, "u1", {}]', '[2, "u1", "Reset", { "a" : 1 }]'];
    const texts = fc
      .tuple(
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.nat(60), fc.nat(4), fc.constantFrom(...pieces)), { maxLength: 3 }),
      )
      .map(([sample, changes]) =>
        changes.reduce(
          (text, [at, removed, piece]) => `${text.slice(0, at)}${piece}${text.slice(at + removed)}`,
          sample,
        ),
      );
    let messages = 0;
    fc.assert(
      fc.property(texts, fc.constantFrom(...versions), (text, version) => {
        const plain = decodeFrame(text, version);
        if (plain.kind === 'message') messages += 1;
        t.strictSame(decodeFrame(` ${text}`, version), plain, text);
      }),
      { numRuns: 4_000, seed: 1 },
    );
    t.ok(messages > 400 && messages < 3_600, `${messages} of them were messages`);
  },
);

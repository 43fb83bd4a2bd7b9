import t from 'tap';
import { decode, noProperties, properties, refusal } from './samples.ts';

const headers = { puback: 0x40, pubrec: 0x50, pubrel: 0x62, pubcomp: 0x70 } as const;
const kinds = ['puback', 'pubrec', 'pubrel', 'pubcomp'] as const;
const clauses = { puback: '3.4.2-1', pubrec: '3.5.2-1', pubrel: '3.6.2-1', pubcomp: '3.7.2-1' } as const;

t.test('an acknowledgement of two bytes means success, in every version', async (t) => {
  for (const kind of kinds)
    for (const version of [3, 4, 5] as const)
      t.strictSame(decode(version, headers[kind], 1, 2), { kind, messageId: 258, reasonCode: 0 });
});

t.test('MQTT 5 may give a reason, and properties after it', async (t) => {
  for (const kind of kinds) {
    t.match(decode(5, headers[kind], 0, 1, 0), { kind, reasonCode: 0 });
    t.match(decode(5, headers[kind], 0, 1, 0, noProperties), { kind, reasonCode: 0 });
    t.match(decode(5, headers[kind], 0, 1, 0, properties(0x1f, 'why', 0x26, 'a', 'b')), { kind });
  }
  t.match(decode(5, headers.puback, 0, 1, 0x87), { reasonCode: 0x87 });
  t.match(decode(5, headers.pubrec, 0, 1, 0x91), { reasonCode: 0x91 });
  t.match(decode(5, headers.pubrel, 0, 1, 0x92), { reasonCode: 0x92 });
});

t.test('each has its own reason codes (MQTT 5 [MQTT-3.4.2-1] to [MQTT-3.7.2-1])', async (t) => {
  const allowed = {
    puback: [0, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99],
    pubrec: [0, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99],
    pubrel: [0, 0x92],
    pubcomp: [0, 0x92],
  };
  for (const kind of kinds)
    for (let code = 0; code < 256; code += 1) {
      const expected = allowed[kind].includes(code) ? kind : `MQTT-${clauses[kind]} 0x82`;
      if (refusal(5, headers[kind], 0, 1, code) !== expected) t.fail(`${kind} ${code}`);
    }
  t.pass();
});

t.test('packet id 0 is refused [MQTT-2.3.1-1]', async (t) => {
  for (const kind of kinds) t.equal(refusal(4, headers[kind], 0, 0), 'MQTT-2.3.1-1 0x82');
});

t.test('MQTT 3 has nothing after the packet id, and nothing has less than one', async (t) => {
  for (const kind of kinds) {
    t.equal(refusal(4, headers[kind], 0, 1, 0), 'MQTT-4.8.0-1 0x81');
    t.equal(refusal(4, headers[kind], 1), 'MQTT-4.8.0-1 0x81');
    t.equal(refusal(5, headers[kind]), 'MQTT-4.13.1-1 0x81');
    t.equal(refusal(5, headers[kind], 0, 1, 0, noProperties, 0), 'MQTT-4.13.1-1 0x81');
  }
});

t.test('a DISCONNECT of MQTT 3 is empty', async (t) => {
  for (const version of [3, 4] as const) {
    t.strictSame(decode(version, 0xe0), { kind: 'disconnect', reasonCode: 0, sessionExpirySeconds: undefined });
    t.equal(refusal(version, 0xe0, 0), 'MQTT-4.8.0-1 0x81');
  }
});

t.test('a DISCONNECT of MQTT 5 may give a reason and a session expiry', async (t) => {
  t.match(decode(5, 0xe0), { kind: 'disconnect', reasonCode: 0 });
  t.match(decode(5, 0xe0, 4), { kind: 'disconnect', reasonCode: 4 });
  t.match(decode(5, 0xe0, 0, properties(0x11, 0, 0, 1, 0)), { reasonCode: 0, sessionExpirySeconds: 256 });
  t.equal(refusal(5, 0xe0, 0, properties(0x1f, 'bye', 0x26, 'a', 'b')), 'disconnect');
  t.equal(refusal(5, 0xe0, 0, noProperties, 0), 'MQTT-4.13.1-1 0x81');
  t.equal(refusal(5, 0xe0, 0, properties(0x1c, 'server')), 'MQTT5-2.2.2.2 0x81', 'only a server refers elsewhere');
});

t.test('a client disconnects for a reason that a client may have [MQTT-3.14.2-1]', async (t) => {
  const allowed = [0, 4, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99];
  for (let code = 0; code < 256; code += 1)
    if (refusal(5, 0xe0, code) !== (allowed.includes(code) ? 'disconnect' : 'MQTT-3.14.2-1 0x82')) t.fail(`${code}`);
  t.pass();
});

t.test('an AUTH of a client continues or begins again, with its method [MQTT-3.15.2-1]', async (t) => {
  t.strictSame(decode(5, 0xf0, 0x18, properties(0x15, 'm', 0x16, 'data')), { kind: 'auth', reasonCode: 0x18 });
  t.strictSame(decode(5, 0xf0, 0x19, properties(0x15, 'm')), { kind: 'auth', reasonCode: 0x19 });
  t.equal(refusal(5, 0xf0), 'MQTT-3.15.2-1 0x82', 'success is what a server says');
  t.equal(refusal(5, 0xf0, 0x18, noProperties), 'MQTT5-2.2.2.2 0x82', 'no method');
  t.equal(refusal(5, 0xf0, 0x18), 'MQTT-4.13.1-1 0x81', 'no properties');
  t.equal(refusal(5, 0xf0, 0x18, properties(0x15, 'm'), 0), 'MQTT-4.13.1-1 0x81');
});

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import t from 'tap';
import { type MessageName, messageNames, messageTypes, printMessage } from '../src/async-api-messages.ts';
import { envelopeSchemas } from '../src/async-api-payloads.ts';

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false });
addFormats.default(ajv);
const validators = new Map(messageNames.map((name) => [name, ajv.compile(envelopeSchemas[name])]));
const fits = (name: MessageName, value: unknown): boolean => validators.get(name)?.(value) === true;

// What docs/topics.md shows, in the order of its chapter "Objects".
const manual = readFileSync(new URL('../../../../docs/topics.md', import.meta.url), 'utf8');
const shown = [...manual.matchAll(/```json\n(.+?)\n```/gs)].map((match) => JSON.parse(match[1] ?? '') as object);

t.test('every object of the manual is one message upstream, with its fields in the order of the schema', async (t) => {
  t.equal(shown.length, 6);
  const upstream = messageNames.filter((name) => !name.endsWith('ToChargePoint'));
  for (const object of shown) {
    const names = upstream.filter((name) => fits(name, object));
    t.equal(names.length, 1, `${JSON.stringify(object)} is ${names}`);
    const [name = 'Call'] = names;
    const order = Object.keys(envelopeSchemas[name].properties).filter((field) => field in object);
    t.same(Object.keys(object), order, name);
  }
});

t.test('every example is one of its own schema, and of no other that goes the same way', async (t) => {
  for (const name of messageNames) {
    const goesDown = name.endsWith('ToChargePoint');
    const others = messageNames.filter((one) => one !== name && one.endsWith('ToChargePoint') === goesDown);
    for (const { summary, payload } of printMessage(name).examples as { summary: string; payload: object }[]) {
      t.ok(fits(name, payload), `${name}: ${summary}`);
      for (const other of others) t.notOk(fits(other, payload), `${name}: ${summary} is no ${other}`);
    }
  }
});

t.test('each type of OCPP-J has its number in both directions', async (t) => {
  for (const [name, id] of Object.entries(messageTypes)) {
    for (const one of [name, `${name}ToChargePoint`] as MessageName[]) {
      t.match(envelopeSchemas[one].properties, { MessageTypeId: { const: id } }, one);
    }
  }
});

t.test('a CALL for a charge point may leave its id out, one of a charge point has one', async (t) => {
  const call = { MessageTypeId: 2, Action: 'Reset', Payload: {} };
  for (const more of [{}, { UniqueId: null }, { UniqueId: 'x'.repeat(36) }]) {
    t.ok(fits('CallToChargePoint', { ...call, ...more }), JSON.stringify(more));
  }
  for (const UniqueId of ['', 'x'.repeat(37), 7]) t.notOk(fits('CallToChargePoint', { ...call, UniqueId }));
  t.notOk(fits('Call', call));
  t.notOk(fits('Call', { ...call, UniqueId: null }));
});

t.test('an answer for a charge point needs its id, and may bear an action, which is ignored', async (t) => {
  const answer = { MessageTypeId: 3, Payload: {}, Action: 'Heartbeat' };
  t.notOk(fits('CallResultToChargePoint', answer));
  t.ok(fits('CallResultToChargePoint', { ...answer, UniqueId: 'u1' }));
});

t.test('an error for a charge point needs no more than a code; what is published is whole', async (t) => {
  for (const [name, MessageTypeId] of [
    ['CallError', 4],
    ['CallResultError', 5],
  ] as const) {
    const short = { MessageTypeId, UniqueId: 'u1', ErrorCode: 'GenericError' };
    t.ok(fits(`${name}ToChargePoint`, short), name);
    t.notOk(fits(`${name}ToChargePoint`, { ...short, ErrorCode: '' }), name);
    t.notOk(fits(name, short), name);
    t.ok(fits(name, { ...short, ErrorDescription: '', ErrorDetails: {} }), name);
  }
});

import t from 'tap';
import { floorExchange, makeExchanges, type Ocpp, sessionExchange } from '../src/exchange.ts';

const exchange = { action: 'Heartbeat', payload: '{}', answer: '{"currentTime":"2026-03-14T15:09:26.535Z"}' };

/** A protocol room that says what it was given, and hands out what it is told to. */
const ocppThat = (up: string, down: string) => {
  const said: unknown[] = [];
  class Session {
    constructor(parts: object) {
      said.push(parts);
    }
    receiveFrame(text: string, now: number) {
      said.push([text, now]);
      return [{ kind: up }];
    }
    receiveDownstream(message: object) {
      said.push(message);
      return [{ kind: down }];
    }
  }
  class PayloadValidator {
    readonly parts: object;
    constructor(parts: object) {
      this.parts = parts;
    }
  }
  return { said, ocpp: { Session, PayloadValidator, unregistered: {} } satisfies Ocpp };
};

const terms = { version: '1.6', documents: [{ $id: 'urn:x:HeartbeatRequest' }] };

t.test('a CALL and its CALLRESULT go through the session', async (t) => {
  const { said, ocpp } = ocppThat('publish', 'transmit');
  sessionExchange(ocpp, { ...terms, way: 'checked' })(exchange, 7);
  t.match(said, [
    {
      version: '1.6',
      options: { checking: { upstream: 'reject', downstream: 'reject' } },
      validator: { parts: { idPrefix: 'urn:x:', idPrefixOfShipped: 'urn:x:' } },
    },
    ['[2,"7","Heartbeat",{}]', 7],
    { kind: 'CallResult', uniqueId: '7', payloadText: exchange.answer },
  ]);
  sessionExchange(ocpp, { ...terms, way: 'unchecked' });
  t.match(said.at(-1), { options: { checking: { upstream: 'off' } } });
});

t.test('one that does not come through is told', async (t) => {
  for (const [up, down] of [
    ['transmit', 'transmit'],
    ['publish', 'publish'],
  ] as const) {
    const carry = sessionExchange(ocppThat(up, down).ocpp, { ...terms, way: 'checked' });
    t.throws(() => carry(exchange, 1), /Heartbeat did not come through/);
  }
});

t.test('the mix is of good CALLs only, and the same each time', async (t) => {
  const exchanges = makeExchanges('ocpp1.6');
  t.same(exchanges, makeExchanges('ocpp1.6'));
  t.ok(exchanges.some(({ action }) => action === 'MeterValues'));
  for (const [index, one] of exchanges.entries()) floorExchange(one, index);
  t.notOk(exchanges.some(({ payload }) => payload.includes('unheardOf')));
});

import t from 'tap';
import { negotiate as negotiateAssuming, type SubprotocolRules } from '../src/subprotocol.ts';

const rules: SubprotocolRules = {
  subprotocols: ['ocpp2.0.1', 'ocpp1.6'],
  failIfNoSubprotocol: false,
  unsupportedSubprotocol: 'reject',
};

const negotiate = (header: string | undefined, spoken: SubprotocolRules) => negotiateAssuming(header, spoken, '1.6');

t.test("the client's first that is spoken wins, not the listener's", async (t) => {
  t.strictSame(negotiate('ocpp1.6, ocpp2.0.1', rules), { kind: 'agreed', subprotocol: 'ocpp1.6', version: '1.6' });
  t.match(negotiate('ocpp2.1,ocpp2.0.1 , ocpp1.6', rules), { subprotocol: 'ocpp2.0.1', version: '2.0.1' });
});

t.test('names are matched exactly', async (t) => {
  for (const name of ['OCPP1.6', 'ocpp1.6j', 'ocpp1', 'ocpp2.1'])
    t.match(negotiate(name, rules), { kind: 'refused', problem: /ocpp2\.0\.1, ocpp1\.6/ }, name);
});

t.test('a name that the listener has but that is no version of OCPP is not agreed', async (t) => {
  t.match(negotiate('mqtt', { ...rules, subprotocols: ['mqtt', 'ocpp1.6'] }), { kind: 'refused' });
});

t.test('where none is offered, 1.6 is assumed unless the listener insists', async (t) => {
  for (const header of [undefined, '', ' , '])
    t.strictSame(negotiate(header, rules), { kind: 'assumed', version: '1.6' });
  t.match(negotiate(undefined, { ...rules, failIfNoSubprotocol: true }), {
    kind: 'refused',
    problem: /no subprotocol/,
  });
});

t.test('what is assumed of a client that offers none has to be spoken as well', async (t) => {
  t.strictSame(negotiateAssuming(undefined, rules, '2.0.1'), { kind: 'assumed', version: '2.0.1' });
  t.match(negotiateAssuming(undefined, rules, '2.1'), { kind: 'refused', problem: /OCPP 2\.1.*ocpp2\.0\.1, ocpp1\.6/ });
  t.match(negotiateAssuming('ocpp1.6', rules, '2.1'), { kind: 'agreed', version: '1.6' }, 'an offer goes before');
});

t.test('offering only others can also mean to upgrade and close', async (t) => {
  const closing: SubprotocolRules = { ...rules, unsupportedSubprotocol: 'accept_then_close' };
  t.strictSame(negotiate('ocpp0.9', closing), { kind: 'close_after_upgrade' });
  t.match(negotiate('ocpp0.9, ocpp1.6', closing), { kind: 'agreed' });
});

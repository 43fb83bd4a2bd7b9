import t from 'tap';
import { ocppSubprotocol, ocppVersion } from '../src/index.ts';

t.test('each version has one subprotocol name, and the name leads back to it', async (t) => {
  for (const version of ['1.6', '2.0.1', '2.1'] as const) t.equal(ocppVersion(ocppSubprotocol(version)), version);
  t.equal(ocppSubprotocol('1.6'), 'ocpp1.6');
});

t.test('any other subprotocol name stands for no version', async (t) => {
  for (const name of ['ocpp1.5', 'ocpp2.0', 'OCPP1.6', 'ocpp', '', '__proto__'])
    t.equal(ocppVersion(name), undefined, name);
});

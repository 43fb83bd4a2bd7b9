import t from 'tap';
import { chargePointSettings } from '../src/charge-point-options.ts';

t.test('url and identity make the URL, with the identity percent-encoded', async (t) => {
  const settings = chargePointSettings({ url: 'ws://h/ocpp/', identity: 'A/B #1' });
  t.equal(settings.handshake.url, 'ws://h/ocpp/A%2FB%20%231');
  t.equal(settings.identity, 'A/B #1');
  t.match(settings, { connectors: 1, callTimeoutMs: 30_000, handshake: { subprotocols: ['ocpp1.6'] } });
});

t.test('the user is the identity when there is only a password', async (t) => {
  const base = { url: 'ws://h', identity: 'CP1' };
  t.equal(chargePointSettings(base).handshake.username, undefined);
  t.equal(chargePointSettings({ ...base, password: 'p' }).handshake.username, 'CP1');
  t.equal(chargePointSettings({ ...base, password: 'p', username: 'u' }).handshake.username, 'u');
});

t.test('the number of connectors has its bounds', async (t) => {
  for (const connectors of [0, 101, 1.5, Number.NaN]) {
    t.throws(() => chargePointSettings({ url: 'ws://h', identity: 'CP1', connectors }), RangeError);
  }
  t.equal(chargePointSettings({ url: 'ws://h', identity: 'CP1', connectors: 100 }).connectors, 100);
});

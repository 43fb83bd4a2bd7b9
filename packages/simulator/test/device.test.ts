import t from 'tap';
import { connectorOf, createDevice } from '../src/device.ts';

t.test('a device has its connectors and number 0, into which nothing is plugged', async (t) => {
  const nameplate = { vendor: 'v', model: 'm' };
  const device = createDevice(nameplate, 2, () => 0.5);
  t.same(
    device.connectors.map(({ id }) => id),
    [0, 1, 2],
  );
  t.equal(connectorOf(device, 0), undefined);
  t.equal(connectorOf(device, 3), undefined);
  t.equal(connectorOf(device, 2), device.connectors[2]);
  t.match(device.configuration.list(['NumberOfConnectors']), { configurationKey: [{ value: '2' }] });
});

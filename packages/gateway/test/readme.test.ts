import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRaw } from '@ocpp-broker/simulator';
import t from 'tap';
import type { BusMessage, Gateway } from '../src/index.ts';
import { eventually } from './fixtures/eventually.ts';

type Example = {
  readonly gateway: Gateway;
  readonly port: number;
  readonly published: readonly BusMessage[];
  readonly toChargePoint: (topic: string, message: unknown) => void;
};

t.test('the example of the README carries a message up and one down', async (t) => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  const [, example = ''] = /```js\n(.*?)```/s.exec(readme) ?? [];
  const source = example.replace('@ocpp-broker/gateway', new URL('../src/index.js', import.meta.url).href);
  const names = 'gateway, port, published, toChargePoint';
  const url = `data:text/javascript,${encodeURIComponent(`${source}\nexport { ${names} };`)}`;
  const { gateway, port, published, toChargePoint } = (await import(url)) as Example;
  t.teardown(() => gateway.close());
  const raw = await openRaw({ url: `ws://127.0.0.1:${port}/ocpp/CP1`, username: 'CP1', password: 'secret' });
  await raw.send([2, 'u1', 'MeterValues', { connectorId: 1 }]);
  await eventually(() => published.length === 2);
  t.match(published, [
    { topic: 'ocpp/cp/CP1/Presence', retain: true },
    { topic: 'ocpp/meter/CP1', payload: /^\{"MessageTypeId":2,"UniqueId":"u1"/, qos: 2, retain: false },
  ]);
  toChargePoint('ocpp/cs/CP1', { MessageTypeId: 3, UniqueId: 'u1', Payload: {} });
  t.equal(await raw.next(), '[3,"u1",{}]');
});

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, type Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';

t.test('the example of the README tells a client its address as the proxy does', async (t) => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  const [, example = ''] = /```js\n(.*?)```/s.exec(readme) ?? [];
  const source = example
    .replace('@ocpp-broker/net', new URL('../src/index.js', import.meta.url).href)
    .replace('listen(1883', 'listen(0');
  const { server } = (await import(`data:text/javascript,${encodeURIComponent(`${source}\nexport { server };`)}`)) as {
    readonly server: Server;
  };
  t.teardown(() => server.close());
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('PROXY TCP4 203.0.113.7 10.0.0.1 4711 443\r\n');
  t.equal(await text(client), 'you are 203.0.113.7\n');
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { TestServer } from './test-server.ts';

t.test('the example of the README runs as it stands', async (t) => {
  const server = await TestServer.listen();
  t.teardown(() => server.close());
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const program = example
    .replace("'@ocpp-broker/simulator'", `'${new URL('../src/index.js', import.meta.url).href}'`)
    .replace('ws://127.0.0.1:33033/ocpp', server.url);
  const child = spawn(process.execPath, ['--input-type=module', '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stdin.end(program);
  t.same(await once(child, 'close'), [0, null]);
  t.match(output, 'connector 1 is Charging\n');
  const peer = await server.connections.next();
  await peer.nextCall('StopTransaction');
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { TestServer } from './test-server.ts';

const program = fileURLToPath(new URL('../src/main.js', import.meta.url));
const simulate = (...commandArguments: string[]) => {
  const child = spawn(process.execPath, [program, ...commandArguments], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    output.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output.err += chunk.toString();
  });
  const ended = once(child, 'close').then(([code]) => ({ ...output, code: code as number }));
  return { child, ended };
};

t.test('help is printed and ends well', async (t) => {
  const { out, err, code } = await simulate('--help').ended;
  t.match(out, /--identity <name>/);
  t.same([err, code], ['', 0]);
});

t.test('a wrong option is one line and exit code 2', async (t) => {
  t.same(await simulate('--count', 'many').ended, {
    out: '',
    err: 'simulate: --count must be a whole number from 1 to 10000; --help lists the options\n',
    code: 2,
  });
});

t.test('it simulates until it is interrupted, and then closes cleanly', async (t) => {
  const server = await TestServer.listen();
  t.teardown(() => server.close());
  const { child, ended } = simulate('--url', server.url, '--identity', 'X1', '--count', '2', '--idle');
  const peers = [await server.connections.next(), await server.connections.next()];
  for (const peer of peers) await peer.nextCall('StatusNotification');
  child.kill('SIGINT');
  for (const peer of peers) t.equal(await peer.closed, 1000);
  const { out, err, code } = await ended;
  t.match(out, /Z X2 booted: Accepted, interval 300 s\n/);
  t.same([err, code], ['', 0]);
});

t.test('it ends by itself after its duration', async (t) => {
  const server = await TestServer.listen();
  t.teardown(() => server.close());
  const { ended } = simulate('--url', server.url, '--idle', '--duration', '1ms');
  t.equal((await ended).code, 0);
});

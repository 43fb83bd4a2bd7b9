import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { stepBefore } from '../src/connection-step.ts';
import { listen } from './fixtures/sockets.ts';

t.test('a step comes before whoever listened, the last one first, and each can keep a socket back', async (t) => {
  const seen: string[] = [];
  const server = createServer((socket) => {
    seen.push('application');
    socket.end('hello');
  });
  let isOpen = true;
  stepBefore(server, (_socket, handOn) => {
    seen.push('second');
    handOn();
  });
  stepBefore(server, (socket, handOn) => {
    seen.push('first');
    if (isOpen) handOn();
    else socket.destroy();
  });
  const connect = await listen(t, server);
  t.equal(await text(await connect()), 'hello');
  t.strictSame(seen, ['first', 'second', 'application']);
  isOpen = false;
  t.equal(await text(await connect()), '');
  t.strictSame(seen.slice(3), ['first']);
});

t.test('a socket may be handed on later', async (t) => {
  const server = createServer((socket) => socket.pipe(socket));
  const steps: (() => void)[] = [];
  stepBefore(server, (_socket, handOn) => steps.push(handOn));
  const connect = await listen(t, server);
  const client = await connect();
  client.end('held back');
  while (steps.length === 0) await once(server, 'connection');
  steps[0]?.();
  t.equal(await text(client), 'held back');
});

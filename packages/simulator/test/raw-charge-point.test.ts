import { once } from 'node:events';
import t from 'tap';
import { openRaw, openRefused } from '../src/raw-charge-point.ts';
import { TestServer } from './test-server.ts';

const open = async (test: Pick<typeof t, 'teardown'>, options = {}) => {
  const server = await TestServer.listen();
  test.teardown(() => server.close());
  const raw = await openRaw({ url: `${server.url}/CP1`, ...options });
  return { server, raw, peer: await server.connections.next() };
};

t.test('frames are read in the order in which they came, whether awaited or not', async (t) => {
  const { raw, peer } = await open(t);
  const first = raw.next();
  peer.send('one');
  peer.send([2, 'b', 'Reset', {}]);
  t.equal(await first, 'one');
  t.same(await raw.nextJson(), [2, 'b', 'Reset', {}]);
  t.same(raw.unread, []);
});

t.test('what is sent arrives: text as it is, anything else as JSON, bytes as binary', async (t) => {
  const { raw, peer } = await open(t);
  const messages: [string, boolean][] = [];
  peer.socket.removeAllListeners('message');
  const three = new Promise<void>((resolve) => {
    peer.socket.on('message', (data, isBinary) => {
      messages.push([data.toString(), isBinary]);
      if (messages.length === 3) resolve();
    });
  });
  await raw.send('{not json');
  await raw.send([3, 'a', {}]);
  await raw.sendBinary(Buffer.from('bin'));
  await three;
  t.same(messages, [
    ['{not json', false],
    ['[3,"a",{}]', false],
    ['bin', true],
  ]);
});

t.test('next rejects when nothing comes in time, and a later frame is not lost', async (t) => {
  const { raw, peer } = await open(t);
  await t.rejects(raw.next(10), { code: 'WAIT_TIMED_OUT', message: 'a frame did not come within 10 ms' });
  peer.send('late');
  t.equal(await raw.next(), 'late');
});

t.test('after the end next still gives what had come, then rejects with the close code', async (t) => {
  const { raw, peer } = await open(t);
  peer.send('last words');
  peer.socket.close(1008, 'enough');
  t.same(await raw.closed, { code: 1008, reason: 'enough' });
  t.equal(await raw.next(), 'last words');
  await t.rejects(raw.next(), { code: 'CONNECTION_CLOSED', closeCode: 1008, reason: 'enough' });
});

t.test('a reader that waits learns of the end', async (t) => {
  const { raw, peer } = await open(t);
  const waiting = t.rejects(raw.next(), { code: 'CONNECTION_CLOSED', closeCode: 1006 });
  peer.socket.terminate();
  await waiting;
});

t.test('an inbox that is full gives what it kept and then says that frames are lost', async (t) => {
  const { raw, peer } = await open(t, { inboxFramesMax: 2 });
  for (const text of ['1', '2', '3']) peer.send(text);
  peer.socket.close();
  await raw.closed;
  t.same([await raw.next(), await raw.next()], ['1', '2']);
  await t.rejects(raw.next(), { code: 'INBOX_OVERFLOWED' });
});

t.test('pings and pongs of the server can be awaited, and pings are answered unless autoPong is off', async (t) => {
  const { raw, peer } = await open(t);
  const ping = raw.nextControl('ping');
  const answered = once(peer.socket, 'pong');
  peer.socket.ping('x');
  await ping;
  t.equal(String((await answered)[0]), 'x');
  const pong = raw.nextControl('pong');
  await raw.ping('mine');
  await pong;

  const mute = await open(t, { autoPong: false });
  mute.peer.socket.on('pong', () => t.fail('a half-open socket answers nothing'));
  const seen = mute.raw.nextControl('ping');
  mute.peer.socket.ping();
  await seen;
  await mute.raw.send([2, 'a', 'Heartbeat', {}]);
  await mute.peer.nextCall('Heartbeat');
  await t.rejects(mute.raw.nextControl('pong', 1), { code: 'WAIT_TIMED_OUT' });
});

t.test('close takes a code and a reason, terminate sends neither', async (t) => {
  const closing = await open(t);
  t.same((await closing.raw.close(4001, 'bye')).code, 4001);
  t.equal(await closing.peer.closed, 4001);
  const terminating = await open(t);
  terminating.raw.terminate();
  t.equal(await terminating.peer.closed, 1006);
});

t.test('a paused charge point reads nothing until it resumes', async (t) => {
  const { raw, peer } = await open(t);
  raw.pause();
  peer.send('a');
  await t.rejects(raw.next(20), { code: 'WAIT_TIMED_OUT' });
  raw.resume();
  t.equal(await raw.next(), 'a');
});

t.test('the subprotocol is the one that the server chose; in headers it may also choose none', async (t) => {
  const { raw } = await open(t, { subprotocols: ['ocpp9', 'ocpp1.6'] });
  t.equal(raw.subprotocol, 'ocpp1.6');
  t.equal(raw.headers['sec-websocket-protocol'], 'ocpp1.6');
  const none = await open(t, { subprotocols: [], headers: { 'Sec-WebSocket-Protocol': 'ocpp9' } });
  t.equal(none.raw.subprotocol, '');
  t.equal(none.peer.request.headers['sec-websocket-protocol'], 'ocpp9');
});

t.test('openRefused gives status, headers and body of the refusal', async (t) => {
  const server = await TestServer.listen();
  t.teardown(() => server.close());
  server.refusal = { statusLine: '401 Unauthorized', lines: ['WWW-Authenticate: Basic'], body: 'no' };
  const refusal = await openRefused({ url: `${server.url}/CP1` });
  t.match(refusal, { status: 401, headers: { 'www-authenticate': 'Basic' }, body: 'no' });
  await t.rejects(openRaw({ url: `${server.url}/CP1` }), { code: 'HANDSHAKE_REFUSED', status: 401 });
});

t.test('openRefused rejects when the server takes the connection', async (t) => {
  const server = await TestServer.listen();
  t.teardown(() => server.close());
  await t.rejects(openRefused({ url: `${server.url}/CP1` }), { code: 'HANDSHAKE_ACCEPTED' });
});

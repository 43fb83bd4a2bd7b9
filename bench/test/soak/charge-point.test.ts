import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Chance } from '../../src/soak/chance.ts';
import { SoakChargePoint } from '../../src/soak/charge-point.ts';
import { Ledger } from '../../src/soak/ledger.ts';

const chanceThat = (hits: boolean): Chance => ({ next: () => 0, below: () => 0, hits: () => hits });

/** A server that leaves it to the test what to answer. */
const start = async (test: Pick<typeof t, 'teardown'>, chance = chanceThat(true)) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const ledger = new Ledger(1_000);
  const latencies: number[] = [];
  const chargePoint = new SoakChargePoint({ identity: 'CP1' }, 'ocpp1.6', {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ocpp`,
    ...{ ledger, chance, clock: () => 0, onLatency: (ms: number) => latencies.push(ms) },
  });
  test.teardown(async () => {
    await chargePoint.end();
    server.close();
  });
  const nextSocket = async () => {
    const [socket] = (await once(server, 'connection')) as [WebSocket];
    return socket;
  };
  const connect = async () => {
    const [socket] = await Promise.all([nextSocket(), chargePoint.connect()]);
    return socket;
  };
  return { server, ledger, latencies, chargePoint, nextSocket, connect };
};

const nextFrame = async (socket: WebSocket) => {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return JSON.parse(data.toString()) as readonly [number, string, string, unknown];
};

t.test('it boots, is free when it has its answer, and answers commands', async (t) => {
  const { ledger, latencies, chargePoint, nextSocket } = await start(t);
  const connecting = chargePoint.connect();
  const socket = await nextSocket();
  t.equal(socket.protocol, 'ocpp1.6');
  t.match(await nextFrame(socket), [2, 'CP1-1', 'BootNotification', {}]);
  await connecting;
  t.ok(chargePoint.isHere);
  t.notOk(chargePoint.isFree);
  ledger.sendCommand('d1', 'CP1', 'result', 0);
  ledger.sendCommand('d2', 'CP1', 'error', 0);
  socket.send('[3,"CP1-1",{}]');
  socket.send('[2,"d1","Reset",{"type":"Soft"}]');
  t.match(await nextFrame(socket), [3, 'd1', { status: 'Accepted' }]);
  t.ok(chargePoint.isFree);
  t.same(latencies, [0]);
  socket.send('[2,"d2","UnlockConnector",{"connectorId":1}]');
  t.match(await nextFrame(socket), [4, 'd2', 'NotSupported']);
  t.same(ledger.violations, []);
});

t.test('it comes back after an end that was expected, and repeats the CALL that was not answered', async (t) => {
  const { ledger, chargePoint, connect, nextSocket } = await start(t);
  const socket = await connect();
  chargePoint.expectEnd();
  t.notOk(chargePoint.isHere);
  socket.close(1000);
  const next = await nextSocket();
  t.match(await nextFrame(next), [2, 'CP1-1', 'BootNotification', {}]);
  t.match(ledger.counts, { calls: 1, repeated: 1 });
  t.same(ledger.violations, []);
});

t.test('one that has forgotten its CALL boots with another one', async (t) => {
  const { ledger, chargePoint, connect, nextSocket } = await start(t, chanceThat(false));
  await connect();
  chargePoint.leave('drop');
  t.match(await nextFrame(await nextSocket()), [2, 'CP1-2', 'BootNotification', {}]);
  t.match(ledger.counts, { calls: 2, givenUp: 1 });
});

t.test('an end that nobody asked for is a violation', async (t) => {
  const { ledger, connect, nextSocket } = await start(t);
  const socket = await connect();
  socket.close(1011, 'oops');
  await nextSocket();
  t.same(ledger.violations, ['CP1 was closed with 1011 oops, which nobody asked for']);
});

t.test('a connection that is overtaken has to be ended by the server', async (t) => {
  const { ledger, chargePoint, connect, nextSocket } = await start(t);
  const old = await connect();
  chargePoint.leave('overtake');
  await nextSocket();
  t.equal(ledger.open, 2);
  old.close(1000);
  await once(old, 'close');
  t.same(ledger.violations, []);
});

t.test('a connection that stays open when it should have been ended is found', async (t) => {
  const { ledger, chargePoint, connect } = await start(t);
  await connect();
  chargePoint.expectEnd();
  ledger.sweep(2_000);
  t.match(ledger.violations[1], /the end of the connection of CP1 did not come/);
});

t.test('a server that lets it in no more is a violation', async (t) => {
  const { server, ledger, chargePoint, connect } = await start(t);
  const socket = await connect();
  server.close();
  const violated = Promise.withResolvers<void>();
  ledger.violate = () => violated.resolve();
  chargePoint.expectEnd();
  socket.close(1000);
  await violated.promise;
});

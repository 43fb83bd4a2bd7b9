import { once } from 'node:events';
import t from 'tap';
import { ChargePoint } from '../src/charge-point.ts';
import { Workload } from '../src/workload.ts';
import { ManualClock } from './manual-clock.ts';
import { TestServer } from './test-server.ts';

const setUp = async (test: Pick<typeof t, 'teardown'>) => {
  const server = await TestServer.listen();
  const clock = new ManualClock();
  const chargePoint = new ChargePoint({ url: server.url, identity: 'CP1', clock, random: () => 0.5, reconnect: false });
  chargePoint.device.configuration.setCount('MeterValueSampleInterval', 0);
  const problems: Error[] = [];
  chargePoint.on('problem', (problem) => problems.push(problem));
  test.teardown(async () => {
    await chargePoint.close();
    await server.close();
  });
  const options = {
    idTag: 'TAG',
    pause: { minMs: 1_000, maxMs: 3_000 },
    charge: { minMs: 10_000, maxMs: 30_000 },
    clock,
    random: () => 0.5,
  };
  const transaction = async () => (await once(chargePoint, 'transaction'))[0] as { kind: string };
  const connect = async () => {
    const booted = once(chargePoint, 'booted');
    await chargePoint.connect();
    await booted;
    return server.connections.next();
  };
  return {
    server,
    clock,
    chargePoint,
    problems,
    transaction,
    connect,
    start: () => new Workload(chargePoint, options),
  };
};

t.test('customers come after a pause, charge, and leave, one after the other', async (t) => {
  const { clock, transaction, connect, start } = await setUp(t);
  const peer = await connect();
  const workload = start();
  for (let customer = 1; customer <= 2; customer += 1) {
    const started = transaction();
    clock.advance(2_000);
    t.match(await started, { kind: 'started', transactionId: customer });
    await new Promise((resolve) => setImmediate(resolve));
    const stopped = transaction();
    clock.advance(20_000);
    t.match(await stopped, { kind: 'stopped', transactionId: customer, reason: 'EVDisconnected' });
    await peer.nextCall('StopTransaction');
    await new Promise((resolve) => setImmediate(resolve));
  }
  await workload.stop();
});

t.test('stopping lets a running transaction end', async (t) => {
  const { clock, transaction, connect, start } = await setUp(t);
  const peer = await connect();
  const workload = start();
  const started = transaction();
  clock.advance(2_000);
  await started;
  await workload.stop();
  t.match(await peer.nextCall('StopTransaction'), { payload: { transactionId: 1 } });
});

t.test('nobody charges at a charge point that is offline', async (t) => {
  const { clock, chargePoint, problems, connect, start } = await setUp(t);
  await connect();
  const closed = once(chargePoint, 'close');
  chargePoint.terminate();
  await closed;
  const workload = start();
  for (let pauses = 0; pauses < 3; pauses += 1) {
    clock.advance(2_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.equal(chargePoint.device.connectors[1]?.status, 'Available');
  await workload.stop();
  t.same(problems, []);
});

t.test('a customer who is turned away is a problem, and the next one comes', async (t) => {
  const { server, clock, chargePoint, transaction, connect, start } = await setUp(t);
  await connect();
  server.answers.set('Authorize', () => ({ idTagInfo: { status: 'Blocked' } }));
  const workload = start();
  const problem = once(chargePoint, 'problem');
  clock.advance(2_000);
  t.match(await problem, [{ code: 'TRANSACTION_REFUSED' }]);
  server.answers.clear();
  await new Promise((resolve) => setImmediate(resolve));
  const started = transaction();
  clock.advance(2_000);
  t.match(await started, { kind: 'started' });
  await workload.stop();
});

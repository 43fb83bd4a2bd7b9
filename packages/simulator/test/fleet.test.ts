import { once } from 'node:events';
import t from 'tap';
import { type Command, parseCommand } from '../src/command.ts';
import { type FleetSurroundings, startFleet } from '../src/fleet.ts';
import { ManualClock } from './manual-clock.ts';
import { TestServer } from './test-server.ts';

const options = (...commandArguments: string[]) => {
  const command: Command = parseCommand(commandArguments);
  if (command.kind !== 'run') throw new Error('wrong arguments');
  return command.options;
};
const setUp = async (test: Pick<typeof t, 'teardown'>, ...commandArguments: string[]) => {
  const server = await TestServer.listen();
  const lines: string[] = [];
  const clock = new ManualClock();
  const surroundings: FleetSurroundings = { write: (line) => lines.push(line), clock, random: () => 0.5 };
  const fleet = startFleet(options('--url', server.url, ...commandArguments), surroundings);
  test.teardown(async () => {
    await fleet.close();
    await server.close();
  });
  return { server, clock, lines, fleet };
};

t.test('a fleet connects one after the other, each under its own name', async (t) => {
  const { server, clock, lines, fleet } = await setUp(
    t,
    '--identity',
    'CP9',
    '--count',
    '3',
    '--idle',
    '--interval',
    '7s',
  );
  const booted = Promise.all(fleet.chargePoints.map((chargePoint) => once(chargePoint, 'booted')));
  t.same(clock.waiting, [0, 5, 10]);
  clock.advance(10);
  await booted;
  const peers = [await server.connections.next(), await server.connections.next(), await server.connections.next()];
  t.same(peers.map(({ request }) => request.url).sort(), ['/ocpp/CP10', '/ocpp/CP11', '/ocpp/CP9']);
  t.ok(lines.includes('2026-01-05T10:00:00.010Z CP10 booted: Accepted, interval 300 s'));
  t.equal(fleet.chargePoints[0]?.device.configuration.count('MeterValueSampleInterval'), 7);
  await fleet.close();
  for (const peer of peers) t.equal(await peer.closed, 1000);
  t.same(clock.waiting, []);
});

t.test('a refused charge point tries again', async (t) => {
  const { server, clock, lines, fleet } = await setUp(t, '--idle');
  server.refusal = { statusLine: '401 Unauthorized' };
  const [chargePoint] = fleet.chargePoints;
  if (chargePoint === undefined) throw new Error('no charge point');
  const waiting = once(chargePoint, 'reconnecting');
  clock.advance(0);
  await waiting;
  t.match(lines, [/ CP1 was refused with HTTP status 401; next attempt in 0\.8 s$/]);
  server.refusal = undefined;
  const booted = once(chargePoint, 'booted');
  clock.advance(750);
  await booted;
});

t.test('closing ends the running transactions first', async (t) => {
  const { server, clock, fleet } = await setUp(t);
  const [chargePoint] = fleet.chargePoints;
  if (chargePoint === undefined) throw new Error('no charge point');
  const booted = once(chargePoint, 'booted');
  clock.advance(0);
  await booted;
  const started = once(chargePoint, 'transaction');
  clock.advance(20_000);
  t.match(await started, [{ kind: 'started' }]);
  await fleet.close();
  const peer = await server.connections.next();
  t.match(await peer.nextCall('StopTransaction'), { payload: { transactionId: 1 } });
});

t.test('closing does not wait for ever on a server that stays silent', async (t) => {
  const { server, clock, fleet, lines } = await setUp(t, '--quiet');
  const [chargePoint] = fleet.chargePoints;
  if (chargePoint === undefined) throw new Error('no charge point');
  server.answers.set('StopTransaction', () => 'silence');
  const booted = once(chargePoint, 'booted');
  clock.advance(0);
  await booted;
  const started = once(chargePoint, 'transaction');
  clock.advance(20_000);
  await started;
  const closing = fleet.close();
  const peer = await server.connections.next();
  await peer.nextCall('StopTransaction');
  clock.advance(3_000);
  await closing;
  t.same(lines, []);
});

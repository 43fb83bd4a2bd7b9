import { once } from 'node:events';
import t from 'tap';
import { SoakArchive } from '../../src/soak/archive.ts';
import { notesTopic } from '../../src/soak/csms.ts';
import { Ledger } from '../../src/soak/ledger.ts';
import { openBroker } from '../test-broker.ts';

const start = async (test: Pick<typeof t, 'teardown'>) => {
  const broker = await openBroker();
  const ledger = new Ledger(1_000);
  const archive = new SoakArchive(broker.port, undefined, ledger);
  test.teardown(async () => {
    await archive.leave(false);
    await broker.close();
  });
  const publish = (topic: string, payload: string) =>
    new Promise<void>((resolve) =>
      broker.aedes.publish({ cmd: 'publish', qos: 1, dup: false, retain: false, topic, payload }, () => resolve()),
    );
  /** Messages come some turns after they were published. */
  const settled = async () => {
    while (ledger.open > 0) await new Promise(setImmediate);
  };
  return { broker, ledger, archive, publish, settled };
};

t.test('what is published while it is away comes when it is back', async (t) => {
  const { broker, ledger, archive, publish, settled } = await start(t);
  await archive.connect(false);
  t.ok(archive.isConnected);
  const gone = once(broker.aedes, 'clientDisconnect');
  await archive.leave(true);
  await gone;
  t.notOk(archive.isConnected);
  ledger.sendCall('c1', 'CP1', true, 0);
  ledger.answerCall('c1', 'CP1', 'result', 0);
  ledger.expect('note 1', 0);
  await publish('ocpp/cp/CP1', '{"UniqueId":"c1"}');
  await publish(notesTopic, 'note 1');
  t.equal(ledger.open, 2);
  await archive.connect(true);
  await settled();
  t.equal(ledger.counts.kept, 1);
  t.same(ledger.violations, []);
});

t.test('a note that comes twice, and a session that is not what it should be, are violations', async (t) => {
  const { ledger, archive, publish, settled } = await start(t);
  await archive.connect(true);
  t.same(ledger.violations, ['the session of the archive: false']);
  await archive.leave(true);
  await archive.connect(false);
  ledger.expect('note 2', 0);
  await publish(notesTopic, 'note 1');
  await publish(notesTopic, 'note 2');
  await settled();
  t.ok(ledger.violations.includes('note 1 came twice'));
});

t.test('the end of its connection is a violation when it did not leave', async (t) => {
  const { broker, ledger, archive } = await start(t);
  await archive.connect(false);
  broker.dropClients();
  while (ledger.violationCount === 0) await new Promise(setImmediate);
  t.match(ledger.violations.join(), /the connection of the archive was closed/);
});

t.test('a broker that does not let it in is told', async (t) => {
  const broker = await openBroker('secret');
  t.teardown(() => broker.close());
  const archive = new SoakArchive(broker.port, { username: 'u', password: 'wrong' }, new Ledger(1));
  await t.rejects(archive.connect(false));
});

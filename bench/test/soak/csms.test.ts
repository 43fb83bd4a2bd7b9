import { once } from 'node:events';
import t from 'tap';
import { type CsmsSurroundings, notesTopic, SoakCsms } from '../../src/soak/csms.ts';
import { Ledger } from '../../src/soak/ledger.ts';
import { openBroker } from '../test-broker.ts';

const start = async (test: Pick<typeof t, 'teardown'>) => {
  const broker = await openBroker();
  const ledger = new Ledger(1_000);
  const surroundings: CsmsSurroundings = {
    ...{ port: broker.port, login: undefined, ledger, clock: () => 0 },
    versionOf: () => 'ocpp1.6',
    awayAtOf: () => 0,
  };
  const csms = await SoakCsms.open(surroundings);
  test.teardown(async () => {
    await csms.close();
    await broker.close();
  });
  const publish = (topic: string, message: object | string) =>
    new Promise<void>((resolve, reject) =>
      broker.aedes.publish(
        {
          ...{ cmd: 'publish', qos: 1, dup: false, retain: false, topic },
          payload: typeof message === 'string' ? message : JSON.stringify(message),
        },
        (error) => (error ? reject(error) : resolve()),
      ),
    );
  const heard = (topic: string) =>
    new Promise<string>((resolve) =>
      broker.aedes.subscribe(
        topic,
        (packet, done) => {
          done();
          resolve(packet.payload.toString());
        },
        () => {},
      ),
    );
  return { broker, ledger, csms, publish, heard };
};

t.test('every CALL is answered', async (t) => {
  const { publish, heard } = await start(t);
  const answer = heard('ocpp/cs/CP1');
  await publish('ocpp/cp/CP1', { MessageTypeId: 2, UniqueId: 'u1', Action: 'Authorize', Payload: {} });
  t.same(JSON.parse(await answer), {
    MessageTypeId: 3,
    UniqueId: 'u1',
    Payload: { idTagInfo: { status: 'Accepted' } },
  });
});

t.test('a command ends with what is published as its end', async (t) => {
  const { ledger, csms, publish, heard } = await start(t);
  const sent = heard('ocpp/cs/CP1');
  csms.command(1, 'CP1', { action: 'Reset', payload: '{"type":"Soft"}', answer: '{}' });
  t.same(JSON.parse(await sent), {
    ...{ MessageTypeId: 2, UniqueId: 'command-1', Action: 'Reset' },
    Payload: { type: 'Soft' },
  });
  const lost = { MessageTypeId: 4, UniqueId: 'command-1', ErrorDetails: { Reason: 'connection_lost' } };
  const answered = heard('ocpp/cs/CP1');
  await publish('ocpp/cp/CP1/Reply', lost);
  await publish('ocpp/cp/CP1', { MessageTypeId: 2, UniqueId: 'u1', Action: 'Heartbeat', Payload: {} });
  await answered;
  t.equal(ledger.counts.commandsLost, 1);
  t.same(ledger.violations, []);
});

t.test('an answer that was refused is written down', async (t) => {
  const { ledger, publish, heard } = await start(t);
  const answered = heard('ocpp/cs/CP1');
  const refused = { MessageTypeId: 4, UniqueId: 'u0', ErrorDetails: { Reason: 'invalid_payload' } };
  await publish('ocpp/cp/CP1/Reply', refused);
  await publish('ocpp/cp/CP1', { MessageTypeId: 2, UniqueId: 'u1', Action: 'Heartbeat', Payload: {} });
  await answered;
  t.same(ledger.violations, ['the answer to u0 was refused: invalid_payload']);
});

t.test('a note is published, and expected by whom it is kept for', async (t) => {
  const { ledger, csms, heard } = await start(t);
  const note = heard(notesTopic);
  csms.note();
  t.equal(await note, 'note 1');
  t.ok(ledger.met('note 1'));
});

t.test('the end of its connection is a violation', async (t) => {
  const { broker, ledger } = await start(t);
  broker.dropClients();
  await once(broker.aedes, 'clientDisconnect');
  while (ledger.violationCount === 0) await new Promise(setImmediate);
  t.match(ledger.violations.join(), /the connection of the CSMS was closed/);
});

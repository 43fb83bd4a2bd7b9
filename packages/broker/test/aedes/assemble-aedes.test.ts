import { once } from 'node:events';
import { Duplex } from 'node:stream';
import t from 'tap';
import { type AedesBroker, type AedesClient, clientOf, detachFromSocket } from '../../src/aedes/aedes-internals.ts';
import { AedesStream } from '../../src/aedes/aedes-stream.ts';
import { type AedesParts, assembleAedes } from '../../src/aedes/assemble-aedes.ts';
import { SessionShell } from '../../src/aedes/session-shell.ts';
import type { Admission } from '../../src/clients/admission.ts';
import type { Wills } from '../../src/messages/wills.ts';
import type { Teardown } from '../harness.ts';

type Hook = (client: AedesClient, ...rest: [...unknown[], (error: null, isAccepted: boolean) => void]) => void;

const letIn: Hook = (_client, ...rest) => (rest.at(-1) as (error: null, isAccepted: boolean) => void)(null, true);

async function assemble(t: Teardown, parts: Partial<AedesParts> & { authenticate?: Hook } = {}): Promise<AedesBroker> {
  const admission = { preConnect: letIn, authenticate: parts.authenticate ?? letIn } as unknown as Admission;
  const aedes = assembleAedes({
    node: 'ocpp/broker+1#',
    persistence: new SessionShell(() => ({ keep: async () => undefined }) as unknown as Wills),
    admission: () => admission,
    sendWill: () => undefined,
    ...parts,
  });
  await aedes.listen();
  t.teardown(() => new Promise<void>((resolve) => aedes.close(resolve)));
  return aedes;
}

function open(t: Teardown, aedes: AedesBroker): { client: AedesClient; socket: Duplex } {
  const socket = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  t.teardown(() => socket.destroy());
  const client = clientOf(aedes.handle(socket));
  detachFromSocket(client, socket, new AedesStream(socket));
  return { client, socket };
}

function sendConnect(client: AedesClient, clientId: string, more: object = {}): void {
  const packet = { cmd: 'connect', length: 0, protocolVersion: 5, clean: true, keepalive: 0, clientId } as const;
  client._parser.emit('packet', { ...packet, properties: {}, ...more });
}

async function connected(t: Teardown, aedes: AedesBroker, clientId: string, more: object = {}) {
  const { client, socket } = open(t, aedes);
  const sent = once(aedes as never, 'connackSent');
  sendConnect(client, clientId, more);
  await sent;
  return { client, socket };
}

const fewTurns = async () => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

t.test('every start has an id of its own, which is one level of a topic', async (t) => {
  const [one, two] = [await assemble(t), await assemble(t)];
  t.match(one.id, /^ocpp-broker-1--[0-9a-f-]+$/);
  t.not(one.id, two.id);
});

t.test('nobody is a client before he has connected, whatever his id', async (t) => {
  const aedes = await assemble(t);
  t.equal(aedes.clients.constructor, undefined);
  await connected(t, aedes, 'toString');
  t.same(Object.keys(aedes.clients), ['toString']);
});

t.test('a client that is late in closing does not take its successor off the list', async (t) => {
  const aedes = await assemble(t);
  const first = await connected(t, aedes, 'one');
  const second = await connected(t, aedes, 'one');
  t.equal(aedes.clients.one, second.client);
  aedes.unregisterClient(first.client);
  t.equal(aedes.clients.one, second.client);
  second.client.close();
  t.same(Object.keys(aedes.clients), []);
});

t.test('a client that has gone in the middle of CONNECT takes no place, and none from another', async (t) => {
  let decide = () => {};
  const aedes = await assemble(t, {
    authenticate: (client, ...rest) => {
      decide = () => letIn(client, ...rest);
    },
    persistence: new SessionShell(
      () => ({ keep: () => new Promise<void>((resolve) => setImmediate(resolve)) }) as unknown as Wills,
    ),
  });
  const living = open(t, aedes);
  sendConnect(living.client, 'one');
  await fewTurns();
  decide();
  await fewTurns();
  t.equal(aedes.clients.one, living.client);
  const dying = open(t, aedes);
  const will = { topic: 'w', payload: Buffer.alloc(0), qos: 0, retain: false, properties: { willDelayInterval: 0 } };
  sendConnect(dying.client, 'one', { will });
  await fewTurns();
  decide();
  await Promise.resolve();
  dying.client.close();
  await fewTurns();
  t.equal(aedes.clients.one, living.client);
  t.notOk(living.client.closed);
});

t.test('a will is handed on with its delay, which is no longer than the session lives', async (t) => {
  const sent: unknown[] = [];
  const aedes = await assemble(t, {
    sendWill: (client, will, delaySeconds) => sent.push([client.id, will, delaySeconds]),
  });
  const decoded = { topic: 'w' };
  const will = (willDelayInterval: number) => ({
    will: { topic: 'w', payload: Buffer.alloc(0), qos: 0, retain: false, properties: { willDelayInterval }, decoded },
  });
  const wait = { properties: { sessionExpiryInterval: 5 } };
  (await connected(t, aedes, 'now', will(0))).client.close();
  (await connected(t, aedes, 'later', { ...will(3), ...wait })).client.close();
  (await connected(t, aedes, 'until the end', { ...will(9), ...wait })).client.close();
  (await connected(t, aedes, 'without a session', will(9))).client.close();
  t.same(sent, [
    ['now', decoded, 0],
    ['later', decoded, 3],
    ['until the end', decoded, 5],
    ['without a session', decoded, 0],
  ]);
});

t.test('Aedes ends no session itself', async (t) => {
  const persistence = new SessionShell(() => ({}) as Wills);
  let cleaned = 0;
  persistence.cleanSubscriptions = async () => {
    cleaned += 1;
  };
  const aedes = await assemble(t, { persistence });
  const { client } = await connected(t, aedes, 'one');
  t.equal(cleaned, 1, 'at the clean start');
  client.close();
  await fewTurns();
  t.equal(cleaned, 1);
});

// The floor: `node floor-main.js <qos>`. ws and aedes in one process, each message parsed and printed once, nothing checked and nobody
// asked who they are. Written as somebody would who wants just this and knows how Aedes is made fast. Not for use: any client can
// end it with one wrong frame.

import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { Aedes } from 'aedes';
import { type WebSocket, WebSocketServer } from 'ws';

type Envelope = { readonly MessageTypeId: number; readonly UniqueId: string; readonly Payload: unknown };

const qos = process.argv[2] === '1' ? 1 : 0;
const host = '127.0.0.1';

// Without `noDelay` a QoS 1 round trip waits 40 ms for a delayed ACK; with the usual `concurrency` 100 messages are under way at most.
const aedes = await Aedes.createBroker({ concurrency: 0 });
const mqtt = createServer({ noDelay: true }, aedes.handle);
const http = createHttpServer();
const ocpp = new WebSocketServer({ server: http, perMessageDeflate: false });
const sockets = new Map<string, WebSocket>();

ocpp.on('connection', (socket, request) => {
  const identity = request.url?.slice(request.url.lastIndexOf('/') + 1) ?? '';
  const topic = `ocpp/cp/${identity}`;
  sockets.set(identity, socket);
  socket.on('close', () => sockets.delete(identity));
  socket.on('message', (data) => {
    const [type, id, action, payload] = JSON.parse(data.toString()) as readonly [number, string, string, unknown];
    const envelope =
      type === 2
        ? { MessageTypeId: 2, UniqueId: id, Action: action, Payload: payload }
        : { MessageTypeId: 3, UniqueId: id, Payload: action };
    const publishTopic = type === 2 ? topic : `${topic}/Reply`;
    aedes.publish(
      { cmd: 'publish', topic: publishTopic, payload: JSON.stringify(envelope), qos, retain: false, dup: false },
      () => {},
    );
  });
});

await new Promise<void>((resolve) =>
  aedes.subscribe(
    'ocpp/cs/+',
    (packet, done) => {
      done();
      const socket = sockets.get(packet.topic.slice('ocpp/cs/'.length));
      const envelope = JSON.parse(packet.payload.toString()) as Envelope & { readonly Action?: string };
      const { MessageTypeId, UniqueId, Action, Payload } = envelope;
      socket?.send(
        JSON.stringify(MessageTypeId === 2 ? [2, UniqueId, Action, Payload] : [MessageTypeId, UniqueId, Payload]),
      );
    },
    resolve,
  ),
);
for (const server of [mqtt, http]) await once(server.listen(0, host), 'listening');
process.stdout.write(`mqtt ${portOf(mqtt.address())} ocpp ${portOf(http.address())}\n`);
// Ending by itself, and not by the signal, lets the profiler write what it has.
process.once('SIGTERM', () => process.exit(0));

function portOf(address: AddressInfo | string | null): number {
  return (address as AddressInfo).port;
}

// `node ws-gateway-main.js <port of the broker> <qos>`: bare ws in front of an MQTT broker. Nothing is checked and nobody asked who they
// are. Not for use: any client can end it with one wrong frame.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { connectCsms } from './gateway-csms.ts';

const [mqttPort, qosText] = process.argv.slice(2);
const http = createServer({ noDelay: true });
const ocpp = new WebSocketServer({ server: http, perMessageDeflate: false });
const sockets = new Map<string, WebSocket>();

const csms = await connectCsms(Number(mqttPort), qosText === '1' ? 1 : 0, (identity, envelope) => {
  const { MessageTypeId, UniqueId, Action, Payload } = envelope;
  const frame = MessageTypeId === 2 ? [2, UniqueId, Action, Payload] : [MessageTypeId, UniqueId, Payload];
  sockets.get(identity)?.send(JSON.stringify(frame));
});

ocpp.on('connection', (socket, request) => {
  const identity = request.url?.slice(request.url.lastIndexOf('/') + 1) ?? '';
  const topic = `ocpp/cp/${identity}`;
  sockets.set(identity, socket);
  socket.on('close', () => sockets.delete(identity));
  socket.on('message', (data) => {
    const [type, id, action, payload] = JSON.parse(data.toString()) as readonly [number, string, string, unknown];
    if (type === 2) csms.publish(topic, { MessageTypeId: 2, UniqueId: id, Action: action, Payload: payload });
    else csms.publish(`${topic}/Reply`, { MessageTypeId: 3, UniqueId: id, Payload: action });
  });
});

await once(http.listen(0, '127.0.0.1'), 'listening');
process.stdout.write(`ocpp ${(http.address() as AddressInfo).port}\n`);
// Ending by itself, and not by the signal, lets the profiler write what it has.
process.once('SIGTERM', () => process.exit(0));

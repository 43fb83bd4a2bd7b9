// Clients that hurt a broker, each in one way; what they do to the others is what a benchmark measures.

import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { BadClientKind } from './bad-client-kind.ts';
import type { Login } from './candidate.ts';
import { encodeConnect, encodeSubscribe, type MqttVersion, preparePublish, text } from './mqtt-wire.ts';

/** Where a bad client goes, and what it subscribes to. */
export type BadClientTarget = {
  readonly mqttPort: number;
  readonly mqttWebSocketUrl: string | undefined;
  readonly version: MqttVersion;
  readonly login: Login | undefined;
  readonly filter: string;
};

/** A client that misbehaves until it is closed. */
export interface BadClient {
  /** The broker has ended its connection, or one of them. */
  readonly isCut: boolean;
  close(): void;
}

const keepAliveSeconds = 3600;
const floodTopic = text('bench/flood');
const floodPayload = 'x'.repeat(1024);
/** Publishes that are written at once, so that the load generator spends little on the flood. */
const floodBatch = 60;
/** What a slow reader takes at a time, and how often. */
const slowReadEveryMs = 100;
const unfinishedConnects = 100;

/** Starts one; resolves when it is subscribed, where it subscribes. Undefined for `none`, and where it cannot be had. */
export async function startBadClient(kind: BadClientKind, target: BadClientTarget): Promise<BadClient | undefined> {
  switch (kind) {
    case 'none':
      return undefined;
    case 'frozen-qos-0':
      return frozen(target, 0);
    case 'frozen-qos-1':
      return frozen(target, 1);
    case 'slow-reader':
      return slowReader(target);
    case 'slow-websocket':
      return target.mqttWebSocketUrl === undefined ? undefined : slowWebSocket(target, target.mqttWebSocketUrl);
    case 'flood':
      return flood(target);
    case 'unfinished-connect':
      return unfinished(target);
  }
}

async function open({ mqttPort, version, login }: BadClientTarget, clientId: string): Promise<Socket> {
  const socket = createConnection({ host: '127.0.0.1', port: mqttPort, noDelay: true });
  // It is the broker's right to cut it at any time.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(encodeConnect(version, clientId, login, keepAliveSeconds));
  await once(socket, 'data');
  return socket;
}

async function subscribed(target: BadClientTarget, qos: 0 | 1): Promise<Socket> {
  const socket = await open(target, 'bench-bad');
  socket.write(encodeSubscribe(target.version, 1, target.filter, qos));
  await once(socket, 'data');
  return socket;
}

async function frozen(target: BadClientTarget, qos: 0 | 1): Promise<BadClient> {
  const socket = await subscribed(target, qos);
  socket.pause();
  return badClient([socket]);
}

async function slowReader(target: BadClientTarget): Promise<BadClient> {
  const socket = await subscribed(target, 0);
  socket.on('data', () => socket.pause());
  const timer = setInterval(() => socket.resume(), slowReadEveryMs);
  return badClient([socket], () => clearInterval(timer));
}

async function slowWebSocket({ version, login, filter }: BadClientTarget, url: string): Promise<BadClient> {
  const socket = new WebSocket(url, 'mqtt', { perMessageDeflate: false });
  socket.on('error', () => undefined);
  await once(socket, 'open');
  for (const bytes of [
    encodeConnect(version, 'bench-bad', login, keepAliveSeconds),
    encodeSubscribe(version, 1, filter, 0),
  ]) {
    socket.send(bytes);
    await once(socket, 'message');
  }
  socket.on('message', () => socket.pause());
  const timer = setInterval(() => socket.resume(), slowReadEveryMs);
  return {
    get isCut() {
      return socket.readyState !== socket.OPEN;
    },
    close: () => {
      clearInterval(timer);
      socket.terminate();
    },
  };
}

async function flood(target: BadClientTarget): Promise<BadClient> {
  const socket = await open(target, 'bench-bad');
  const one = preparePublish(target.version, floodTopic, floodPayload, 0);
  const bytes = Buffer.concat(Array.from({ length: floodBatch }, () => one.bytes));
  const pour = () => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', pour);
  pour();
  return badClient([socket]);
}

async function unfinished({ mqttPort, version, login }: BadClientTarget): Promise<BadClient> {
  const bytes = encodeConnect(version, 'bench-bad', login, keepAliveSeconds);
  const sockets = Array.from({ length: unfinishedConnects }, () =>
    createConnection({ host: '127.0.0.1', port: mqttPort }),
  );
  for (const socket of sockets) {
    socket.on('error', () => undefined);
    socket.write(bytes.subarray(0, -1));
  }
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  return badClient(sockets);
}

function badClient(sockets: readonly Socket[], stop: () => void = () => undefined): BadClient {
  let isClosing = false;
  let isCut = false;
  for (const socket of sockets) {
    socket.on('close', () => {
      isCut ||= !isClosing;
    });
  }
  return {
    get isCut() {
      return isCut;
    },
    close: () => {
      isClosing = true;
      stop();
      for (const socket of sockets) socket.destroy();
    },
  };
}

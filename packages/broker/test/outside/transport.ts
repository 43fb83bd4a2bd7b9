// Bytes to and from a broker over TCP or over WebSocket, and nothing of MQTT.
import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { WebSocket } from 'ws';

/** Where a listener is. */
export type Address = { readonly carrier: 'tcp' | 'ws'; readonly port: number };

/** One connection as a sequence of bytes. */
export interface Transport {
  write(bytes: Buffer): void;
  onBytes(listener: (bytes: Buffer) => void): void;
  /** Resolves when the connection is gone, however it ended. */
  readonly closed: Promise<void>;
  /** Reads no more, as a frozen peer does, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Bytes that wait in this process because the broker does not take them. */
  readonly unsentBytes: number;
  /** Ends the connection without a word. */
  destroy(): void;
  /** Closes it as its protocol has it. */
  end(): void;
}

/** Opens a connection; rejects when there is nobody. */
export function openTransport(address: Address): Promise<Transport> {
  return address.carrier === 'tcp' ? openTcp(address.port) : openWebSocket(address.port);
}

async function openTcp(port: number): Promise<Transport> {
  const socket = connectSocket({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  return {
    write: (bytes) => void socket.write(bytes),
    onBytes: (listener) => void socket.on('data', listener),
    closed: new Promise((resolve) => socket.once('close', () => resolve())),
    freeze: () => void socket.pause(),
    thaw: () => void socket.resume(),
    get unsentBytes() {
      return socket.writableLength;
    },
    destroy: () => void socket.destroy(),
    end: () => void socket.end(),
  };
}

async function openWebSocket(port: number): Promise<Transport> {
  const socket = await webSocket(port);
  return {
    write: (bytes) => {
      if (socket.readyState === socket.OPEN) socket.send(bytes);
    },
    onBytes: (listener) => void socket.on('message', (data: Buffer) => listener(data)),
    closed: new Promise((resolve) => socket.once('close', () => resolve())),
    freeze: () => socket.pause(),
    thaw: () => socket.resume(),
    get unsentBytes() {
      return socket.bufferedAmount;
    },
    destroy: () => socket.terminate(),
    end: () => socket.close(),
  };
}

/** An open WebSocket with MQTT's subprotocol. */
export async function webSocket(port: number): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/mqtt`, 'mqtt', { perMessageDeflate: false });
  await once(socket, 'open');
  socket.on('error', () => undefined);
  return socket;
}

// An MQTT client that sends what it is told and nothing else, where mqtt.js is too well behaved.
import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import mqttPacket, { type IConnectPacket, type Packet } from 'mqtt-packet';
import type { Teardown } from './harness.ts';

export class RawClient {
  readonly socket: Socket;
  readonly packets: Packet[] = [];
  /** Resolves when the socket is closed. */
  readonly closed: Promise<unknown>;
  readonly #version: 3 | 4 | 5;
  #check = () => {};

  constructor(socket: Socket, version: 3 | 4 | 5) {
    this.socket = socket;
    this.#version = version;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    const parser = mqttPacket.parser({ protocolVersion: version });
    parser.on('packet', (packet) => {
      this.packets.push(packet);
      this.#check();
    });
    socket.on('data', (bytes: Buffer) => parser.parse(bytes));
    socket.on('error', () => undefined);
  }

  static async open(t: Teardown, port: number, version: 3 | 4 | 5 = 4): Promise<RawClient> {
    const socket = connectSocket({ port, host: '127.0.0.1' });
    t.teardown(() => socket.destroy());
    await once(socket, 'connect');
    return new RawClient(socket, version);
  }

  /** Opens, sends CONNECT and waits for CONNACK. */
  static async connect(
    t: Teardown,
    port: number,
    version: 3 | 4 | 5,
    connect: Partial<IConnectPacket> = {},
  ): Promise<RawClient> {
    const client = await RawClient.open(t, port, version);
    client.sendConnect(connect);
    await client.next('connack');
    return client;
  }

  sendConnect(connect: Partial<IConnectPacket> = {}): void {
    this.send({
      cmd: 'connect',
      protocolId: this.#version === 3 ? 'MQIsdp' : 'MQTT',
      protocolVersion: this.#version,
      clean: true,
      keepalive: 0,
      clientId: 'raw',
      username: 'alice',
      password: Buffer.from('secret'),
      ...connect,
    });
  }

  send(packet: Packet): void {
    this.socket.write(this.encode(packet));
  }

  encode(packet: Packet): Buffer {
    return mqttPacket.generate(packet, { protocolVersion: this.#version });
  }

  /** The first packet of that kind, past or future; rejects when the socket closes before. */
  async next<Command extends Packet['cmd']>(cmd: Command): Promise<Extract<Packet, { cmd: Command }>> {
    const isMeant = (packet: Packet): packet is Extract<Packet, { cmd: Command }> => packet.cmd === cmd;
    for (;;) {
      const found = this.packets.find(isMeant);
      if (found !== undefined) return found;
      if (this.socket.destroyed) throw new Error(`closed before ${cmd}`);
      await new Promise<void>((resolve) => {
        this.#check = resolve;
        this.socket.once('close', () => resolve());
      });
    }
  }

  /** Reads no more, as a frozen peer. */
  freeze(): void {
    this.socket.pause();
  }
}

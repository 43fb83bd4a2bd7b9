// The MQTT side of the load: one connection over TCP that subscribes and publishes.

import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import type { Login } from './candidate.ts';
import {
  decodePublish,
  encodeConnect,
  encodeDisconnect,
  encodePuback,
  encodeSubscribe,
  type MqttVersion,
  PacketReader,
  type PreparedPublish,
  packetTypes,
  preparePublish,
  type ReceivedPublish,
} from './mqtt-wire.ts';

/** How to connect. */
export type MqttLinkOptions = {
  readonly port: number;
  readonly version: MqttVersion;
  readonly clientId: string;
  readonly login: Login | undefined;
  /** The session outlives the connection (default false). */
  readonly isPersistent?: boolean;
  readonly onPublish: (publish: ReceivedPublish) => void;
  /** The broker has acknowledged a publish. */
  readonly onAcknowledged?: () => void;
  /** The connection ended, or what arrived made no sense; called at most once, and not after `close`. */
  readonly onFailed: (error: Error) => void;
  /** How long the broker may take to answer, and to close (default 10,000). */
  readonly answerTimeMaxMs?: number;
};

const packetBytesMax = 1_048_576;
const answerTimeMaxMsUsual = 10_000;

/** Seconds; longer than any run, so that no PINGREQ is needed (MQTT lets a client be silent for one and a half of it). */
const keepAliveSeconds = 3_600;

/** Publishes of QoS 1 that are not acknowledged: MQTT 5 servers may close a client with more, and those here take 1,024. */
const unacknowledgedMax = 1_000;

/** Publishes that wait for an acknowledgement of others; a load has one under way for each charge point. */
const waitingMax = 20_000;

/** A connected MQTT client; QoS 0 and 1, publishes of QoS 1 are acknowledged at once. */
export class MqttLink {
  readonly #options: MqttLinkOptions;
  readonly #socket: Socket;
  readonly #answers = new Map<number, (body: Buffer) => void>();
  readonly #waiting: PreparedPublish[] = [];
  #waitingFrom = 0;
  #unacknowledged = 0;
  #messageId = 0;
  #isCorked = false;
  #isOver = false;

  private constructor(options: MqttLinkOptions, socket: Socket) {
    this.#options = options;
    this.#socket = socket;
    const reader = new PacketReader(packetBytesMax, (type, flags, body) => this.#receive(type, flags, body));
    socket.on('data', (chunk) => {
      try {
        reader.push(chunk);
      } catch (error) {
        this.#fail(error as Error);
      }
    });
    socket.on('error', (error) => this.#fail(new Error(`the connection of the CSMS was closed: ${error.message}`)));
    socket.on('close', () => this.#fail(new Error('the broker closed the connection of the CSMS')));
  }

  /** Connects and signs in; rejects when that is refused or takes longer than 10 s. */
  static async open(options: MqttLinkOptions): Promise<MqttLink> {
    const socket = createConnection({ host: '127.0.0.1', port: options.port, noDelay: true });
    await once(socket, 'connect', { signal: AbortSignal.timeout(options.answerTimeMaxMs ?? answerTimeMaxMsUsual) });
    const link = new MqttLink(options, socket);
    const { version, clientId, login, isPersistent } = options;
    const connect = encodeConnect(version, clientId, login, keepAliveSeconds, isPersistent);
    const answer = await link.#ask(connect, packetTypes.connack);
    if (answer[1] === 0) return link;
    link.#over();
    throw new Error(`the broker answered CONNECT with ${answer[1]}`);
  }

  /** Subscribes to one filter; rejects when that is refused. */
  async subscribe(filter: string, qos: 0 | 1): Promise<void> {
    const answer = await this.#ask(encodeSubscribe(this.#options.version, 1, filter, qos), packetTypes.suback);
    const granted = answer.at(-1);
    if (granted !== qos) throw new Error(`the broker answered SUBSCRIBE to ${filter} with ${granted}`);
  }

  /** Publishes to a topic that `text` encoded; what is published in one turn leaves in one write. */
  publish(topic: Buffer, payload: string, qos: 0 | 1): void {
    this.send(preparePublish(this.#options.version, topic, payload, qos));
  }

  /** The same for bytes that are there already; they may be written anew once somebody has received them. */
  send(publish: PreparedPublish): void {
    if (publish.messageIdAt === undefined) this.#write(publish.bytes);
    else if (this.#unacknowledged < unacknowledgedMax) this.#sendQos1(publish.bytes, publish.messageIdAt);
    else if (this.#waiting.length < waitingMax) this.#waiting.push(publish);
    else this.#fail(new Error('the broker acknowledges nothing'));
  }

  /** Takes nothing any more, and lets the broker see how it copes; nor does it hear when the broker has enough of it. */
  freeze(): void {
    this.#socket.pause();
  }

  /** Ends the connection without a word, which a broker hears that does not listen. */
  abandon(): void {
    this.#over();
  }

  /** Says goodbye and resolves when the socket is closed. */
  async close(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    const timer = setTimeout(() => this.#socket.destroy(), this.#answerTimeMaxMs);
    // Not `once`, which would reject if the broker resets what is being closed.
    await new Promise((resolve) => this.#socket.once('close', resolve).end(encodeDisconnect()));
    clearTimeout(timer);
  }

  get #answerTimeMaxMs(): number {
    return this.#options.answerTimeMaxMs ?? answerTimeMaxMsUsual;
  }

  #sendQos1(bytes: Buffer, messageIdAt: number): void {
    this.#unacknowledged += 1;
    this.#messageId = this.#messageId >= 65_535 ? 1 : this.#messageId + 1;
    bytes.writeUInt16BE(this.#messageId, messageIdAt);
    this.#write(bytes);
  }

  #receive(type: number, flags: number, body: Buffer): void {
    switch (type) {
      case packetTypes.publish: {
        const publish = decodePublish(this.#options.version, flags, body);
        if (publish.qos === 1) this.#write(encodePuback(publish.messageId));
        this.#options.onPublish(publish);
        break;
      }
      case packetTypes.puback:
        this.#acknowledged(body);
        break;
      case packetTypes.connack:
      case packetTypes.suback: {
        const answer = this.#answers.get(type);
        this.#answers.delete(type);
        answer?.(body);
        break;
      }
      default:
        this.#fail(new Error(`the broker sent a packet of type ${type}`));
    }
  }

  #acknowledged(body: Buffer): void {
    // MQTT 5: a third byte is the reason; 0x10 says that nobody is subscribed.
    const reason = body[2] ?? 0;
    if (reason >= 0x80) this.#fail(new Error(`the broker refused a publish with ${reason}`));
    this.#unacknowledged -= 1;
    this.#options.onAcknowledged?.();
    const next = this.#waiting[this.#waitingFrom];
    if (next === undefined) return;
    this.#waitingFrom += 1;
    if (this.#waitingFrom === this.#waiting.length) {
      this.#waiting.length = 0;
      this.#waitingFrom = 0;
    }
    if (next.messageIdAt !== undefined) this.#sendQos1(next.bytes, next.messageIdAt);
  }

  #write(bytes: Buffer): void {
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.#socket.cork();
      process.nextTick(this.#uncork);
    }
    this.#socket.write(bytes);
  }

  readonly #uncork = (): void => {
    this.#isCorked = false;
    this.#socket.uncork();
  };

  async #ask(bytes: Buffer, answerType: number): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    const timer = setTimeout(() => reject(new Error('the broker does not answer')), this.#answerTimeMaxMs);
    const closed = () => reject(new Error('the broker closed the connection of the CSMS'));
    this.#socket.once('close', closed);
    this.#answers.set(answerType, resolve);
    this.#write(bytes);
    try {
      return await promise;
    } catch (error) {
      this.#over();
      throw error;
    } finally {
      clearTimeout(timer);
      this.#socket.off('close', closed);
    }
  }

  #fail(error: Error): void {
    if (this.#isOver) return;
    this.#over();
    this.#options.onFailed(error);
  }

  #over(): void {
    this.#isOver = true;
    this.#socket.destroy();
  }
}

import type { AedesClient } from './aedes-internals.ts';
import type { Carrier } from './carrier.ts';
import { Congestion } from './congestion.ts';
import { InboundQos2 } from './inbound-qos2.ts';
import { Output, type OutputBatch } from './output.ts';
import type { ClientIdentity } from './ports.ts';
import { disconnectPacket } from './refusals.ts';
import { SubscribedQos } from './subscribed-qos.ts';

/** How long a peer may take to read what it was told last before its socket is taken away. */
export const lingerMs = 1000;

/** One MQTT connection and what is known of it: its carrier, the client that Aedes made of it, and the counters. */
export class Connection {
  readonly carrier: Carrier;
  readonly client: AedesClient;
  readonly listenerId: string;
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
  readonly output: Output;
  readonly congestion: Congestion;
  readonly inboundQos2 = new InboundQos2();
  readonly subscribedQos: SubscribedQos;

  /** Undefined until the login was accepted. */
  identity: ClientIdentity | undefined;
  /** Undefined until CONNACK is on its way; milliseconds since the epoch. */
  connectedAt: number | undefined;
  protocolVersion = 0;
  keepaliveSeconds = 0;
  cleanStart = true;
  willTopic: string | undefined;
  subscriptionsCount = 0;
  /** MQTT 5's reason code when this room ended the connection. */
  reasonCode: number | undefined;

  receivedPackets = 0;
  receivedMessages = 0;
  sentPackets = 0;
  sentMessages = 0;
  droppedMessages = 0;

  #linger: NodeJS.Timeout | undefined;

  constructor(
    carrier: Carrier,
    client: AedesClient,
    origin: { readonly listenerId: string; readonly acceptedAt: number },
    batch: OutputBatch,
    stalled: (connection: Connection) => void,
  ) {
    this.carrier = carrier;
    this.client = client;
    this.listenerId = origin.listenerId;
    this.acceptedAt = origin.acceptedAt;
    this.output = new Output(carrier.stream, batch);
    this.congestion = new Congestion(carrier, () => stalled(this));
    this.subscribedQos = new SubscribedQos(() => client.subscriptions);
  }

  /** The id that the client chose, or that it was given; empty before CONNECT. */
  get clientId(): string {
    return this.client.id ?? '';
  }

  get isVersion5(): boolean {
    return this.protocolVersion === 5;
  }

  /** Sends the last bytes that this peer gets, throws away what it still sends, and closes. */
  endWith(bytes: Buffer): void {
    const { stream } = this.carrier;
    this.output.flush();
    stream.removeAllListeners('readable');
    stream.end(bytes);
    stream.resume();
    this.#terminateSoon();
  }

  /** Ends the connection with a reason, which MQTT 5 clients are told; others see their socket close. */
  disconnect(reasonCode: number, reason = ''): void {
    if (this.#linger !== undefined) return;
    this.output.flush();
    this.reasonCode = reasonCode;
    const { client } = this;
    // Aedes says it only to clients whose queued messages have all been sent.
    if (this.isVersion5 && this.connectedAt !== undefined)
      this.carrier.stream.write(disconnectPacket(reasonCode, reason));
    // mqtt-packet and the stream hand their bytes on in this turn.
    setImmediate(() => client.close());
    this.#terminateSoon();
  }

  /** The socket is gone. */
  released(): void {
    clearTimeout(this.#linger);
    this.congestion.drained();
  }

  #terminateSoon(): void {
    if (this.carrier.stream.destroyed) return;
    this.#linger ??= setTimeout(() => {
      this.client.close();
      this.carrier.terminate();
    }, lingerMs);
  }
}

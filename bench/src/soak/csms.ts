// The CSMS of a soak, over MQTT with QoS 1 and by a client library as a user would have it: answers every CALL, sends commands, and
// sees to it that each has one end.

import { connectAsync, type IPublishPacket, type MqttClient } from 'mqtt';
import type { Login } from '../candidate.ts';
import type { CommandEnd, Ledger } from './ledger.ts';
import { answerTo, type CommandWording, type Subprotocol } from './messages.ts';

/** What the CSMS has to know. */
export type CsmsSurroundings = {
  readonly port: number;
  readonly login: Login | undefined;
  readonly ledger: Ledger;
  readonly clock: () => number;
  readonly versionOf: (identity: string) => Subprotocol;
  readonly awayAtOf: (identity: string) => number;
};

/** Messages to whom keeps them: nobody else gets them, and none of them may be missing. */
export const notesTopic = 'soak/notes';

const mqtt = { upstream: 'ocpp/cp/', downstream: 'ocpp/cs/', reply: '/Reply' };

type Envelope = {
  readonly MessageTypeId: number;
  readonly UniqueId: string;
  readonly Action?: string;
  readonly ErrorDetails?: { readonly Reason?: string };
};

/** Commands begin with this, so that they are not taken for CALLs of charge points. */
const commandPrefix = 'command-';

/** A connected CSMS. */
export class SoakCsms {
  readonly #client: MqttClient;
  readonly #surroundings: CsmsSurroundings;
  #notes = 0;
  #isOver = false;

  private constructor(client: MqttClient, surroundings: CsmsSurroundings) {
    this.#client = client;
    this.#surroundings = surroundings;
    client.on('message', (topic, payload, packet) => this.#receive(topic, payload, packet));
    client.on('error', ({ message }) => surroundings.ledger.violate(`the CSMS: ${message}`));
    client.on('close', () => {
      if (!this.#isOver) surroundings.ledger.violate('the connection of the CSMS was closed');
    });
  }

  /** Connects and subscribes; rejects when that is refused. */
  static async open(surroundings: CsmsSurroundings): Promise<SoakCsms> {
    const { port, login } = surroundings;
    const client = await connectAsync(
      `mqtt://127.0.0.1:${port}`,
      { protocolVersion: 5, clientId: 'soak-csms', reconnectPeriod: 0, ...login },
      false,
    );
    const csms = new SoakCsms(client, surroundings);
    await client.subscribeAsync([`${mqtt.upstream}+`, `${mqtt.upstream}+${mqtt.reply}`], { qos: 1 });
    return csms;
  }

  /** Sends a command to a charge point over MQTT. */
  command(number: number, identity: string, { action, payload, answer }: CommandWording): void {
    const { ledger, clock } = this.#surroundings;
    const id = `${commandPrefix}${number}`;
    ledger.sendCommand(id, identity, answer === null ? 'error' : 'result', clock());
    this.#publish(
      `${mqtt.downstream}${identity}`,
      `{"MessageTypeId":2,"UniqueId":"${id}","Action":"${action}","Payload":${payload}}`,
    );
  }

  /** Sends a message that is kept for somebody who may be away. */
  note(): void {
    const { ledger, clock } = this.#surroundings;
    this.#notes += 1;
    ledger.counts.notes += 1;
    ledger.expect(`note ${this.#notes}`, clock());
    this.#publish(notesTopic, `note ${this.#notes}`);
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await this.#client.endAsync();
  }

  #receive(topic: string, payload: Buffer, { dup }: IPublishPacket): void {
    const envelope = JSON.parse(payload.toString()) as Envelope;
    const identity = topic.slice(mqtt.upstream.length).replace(mqtt.reply, '');
    if (topic.endsWith(mqtt.reply)) this.#receiveEnd(identity, envelope);
    else if (!dup) this.#answer(identity, envelope);
  }

  #answer(identity: string, { UniqueId: id, Action: action = '' }: Envelope): void {
    const payload = answerTo(this.#surroundings.versionOf(identity), action);
    this.#publish(`${mqtt.downstream}${identity}`, `{"MessageTypeId":3,"UniqueId":"${id}","Payload":${payload}}`);
  }

  #receiveEnd(identity: string, { MessageTypeId: type, UniqueId: id, ErrorDetails: details }: Envelope): void {
    const { ledger, clock, awayAtOf } = this.#surroundings;
    const reason = type === 4 ? details?.Reason : undefined;
    const end: CommandEnd = reason !== undefined ? { reason } : type === 3 ? 'result' : 'error';
    if (id.startsWith(commandPrefix)) ledger.endCommand(id, end, awayAtOf(identity));
    else ledger.refuseAnswer(id, String(reason), clock());
  }

  #publish(topic: string, payload: string): void {
    this.#client.publish(topic, payload, { qos: 1 }, (error) => {
      if (error && !this.#isOver) this.#surroundings.ledger.violate(`a publish to ${topic} failed: ${error.message}`);
    });
  }
}

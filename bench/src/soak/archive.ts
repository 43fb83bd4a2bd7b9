// A subscriber with a session that outlives its connections: it comes and goes, and whatever was published meanwhile has to come.

import { connect, type IConnackPacket, type IPublishPacket, type MqttClient } from 'mqtt';
import type { Login } from '../candidate.ts';
import { notesTopic } from './csms.ts';
import type { Ledger } from './ledger.ts';

/** The session's client id. */
export const archiveClientId = 'soak-archive';

const sessionExpirySeconds = 3_600;

/** One session, connected or not. */
export class SoakArchive {
  readonly #port: number;
  readonly #login: Login | undefined;
  readonly #ledger: Ledger;
  #client: MqttClient | undefined;

  constructor(port: number, login: Login | undefined, ledger: Ledger) {
    this.#port = port;
    this.#login = login;
    this.#ledger = ledger;
  }

  get isConnected(): boolean {
    return this.#client !== undefined;
  }

  /** Connects, and subscribes where there is no session; rejects when that is refused. */
  async connect(hasSession: boolean): Promise<void> {
    const client = connect(`mqtt://127.0.0.1:${this.#port}`, {
      ...{ protocolVersion: 5, clientId: archiveClientId, clean: false, reconnectPeriod: 0, ...this.#login },
      properties: { sessionExpiryInterval: sessionExpirySeconds },
    });
    // Before CONNACK is there: what the session holds comes in the same breath.
    client.on('message', (topic, payload, packet) => this.#receive(topic, payload, packet));
    const { sessionPresent } = await new Promise<IConnackPacket>((resolve, reject) => {
      client.once('connect', resolve).once('error', reject);
      client.once('close', () => reject(new Error('the archive was not let in')));
    });
    this.#client = client;
    client.on('error', ({ message }) => {
      // Of acknowledgements that were on their way when it left there is nothing to say.
      if (this.#client === client) this.#ledger.violate(`the archive: ${message}`);
    });
    client.on('close', () => {
      if (this.#client === client) this.#ledger.violate('the connection of the archive was closed');
    });
    if (sessionPresent !== hasSession) this.#ledger.violate(`the session of the archive: ${sessionPresent}`);
    if (!hasSession) await client.subscribeAsync(['ocpp/cp/+', notesTopic], { qos: 1 });
  }

  /** Goes away: with a goodbye, or without. */
  async leave(isPolite: boolean): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.endAsync(!isPolite);
  }

  #receive(topic: string, payload: Buffer, { dup }: IPublishPacket): void {
    const text = payload.toString();
    if (topic !== notesTopic) {
      this.#ledger.keepCall((JSON.parse(text) as { readonly UniqueId: string }).UniqueId, dup);
    } else if (!this.#ledger.met(text) && !dup) this.#ledger.violate(`${text} came twice`);
  }
}

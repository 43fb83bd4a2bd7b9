import type { AedesClient, ConnectPacket } from './aedes-internals.ts';
import type { Connection } from './connection.ts';
import type { BrokerContext } from './context.ts';
import type { ClientIdentity, LoginOutcome } from './ports.ts';
import { areWillProperties } from './publish-properties.ts';
import { type ConnackRefusal, refusingConnack } from './refusals.ts';
import { isTopicName } from './topic-filter.ts';
import { mayPublish } from './topic-policy.ts';

/** Characters of a client id; MQTT 3.1 said 23, which nobody keeps to. */
export const clientIdLengthMax = 1024;

/** Whether Aedes can bear a client id: it keeps clients and their topics as properties of plain objects. */
export function isClientId(clientId: string): boolean {
  return clientId.length <= clientIdLengthMax && !(clientId in Object.prototype) && !clientId.includes('\u0000');
}

type LoginResult = LoginOutcome | { readonly outcome: 'no-credentials' };
type Outcome = LoginResult['outcome'];

/** Decides over CONNECT; `preConnect` and `authenticate` are the hooks that Aedes calls, in this order. */
export class Admission {
  readonly #context: BrokerContext;
  /** The newest connection of each client id, from the accepted login to the end of its socket. */
  readonly #owners = new Map<string, Connection>();

  constructor(context: BrokerContext) {
    this.#context = context;
  }

  preConnect(client: AedesClient, packet: ConnectPacket, done: (error: null, isWelcome: boolean) => void): void {
    const connection = this.#context.connectionOf(client);
    if (connection === undefined) {
      done(null, false);
      return;
    }
    connection.protocolVersion = packet.protocolVersion;
    connection.keepaliveSeconds = packet.keepalive;
    connection.cleanStart = packet.clean;
    connection.willTopic = packet.will?.topic;
    // Aedes leaves the socket open when it is told "no" here, so it is not told anything.
    if (!isClientId(packet.clientId)) this.#refuse(connection, 'client-id', packet.clientId);
    else if (hasBadWill(packet)) this.#refuse(connection, 'will-topic', packet.clientId);
    else done(null, true);
  }

  authenticate(
    client: AedesClient,
    username: string | undefined,
    password: Buffer | undefined,
    done: (error: null, isAccepted: boolean) => void,
  ): void {
    const connection = this.#context.connectionOf(client);
    if (connection === undefined) {
      done(null, false);
      return;
    }
    this.#verify(connection, username, password).then(
      (result) => this.#settle(connection, username, result, done),
      (error: unknown) => {
        this.#context.log.error({ clientId: connection.clientId, err: error }, 'the login could not be checked');
        this.#refuse(connection, 'authenticator-failed', connection.clientId);
      },
    );
  }

  /** The connection's socket is gone. */
  released(connection: Connection): void {
    if (this.#owners.get(connection.clientId) === connection) this.#owners.delete(connection.clientId);
  }

  async #verify(
    connection: Connection,
    username: string | undefined,
    password: Buffer | undefined,
  ): Promise<LoginResult> {
    if (username === undefined && password === undefined) {
      return this.#context.options.allowAnonymous
        ? { outcome: 'accepted', superuser: false }
        : { outcome: 'no-credentials' };
    }
    const { clientId, carrier } = connection;
    return this.#context.authenticator.authenticate({
      clientId,
      username,
      password,
      remoteAddress: carrier.remoteAddress,
    });
  }

  #settle(
    connection: Connection,
    username: string | undefined,
    result: LoginResult,
    done: (error: null, isAccepted: boolean) => void,
  ): void {
    const { clientId, client } = connection;
    if (client.closed) return;
    const identity = { clientId, username, superuser: result.outcome === 'accepted' && result.superuser };
    const refusal = this.#refusalOf(connection, identity, result.outcome);
    if (refusal !== undefined) {
      this.#refuse(connection, refusal, clientId, username);
      return;
    }
    connection.identity = identity;
    this.#owners.set(clientId, connection);
    done(null, true);
  }

  #refusalOf(connection: Connection, identity: ClientIdentity, outcome: Outcome): ConnackRefusal | undefined {
    if (outcome === 'refused') return 'bad-credentials';
    if (outcome !== 'accepted') return outcome;
    const owner = this.#owners.get(identity.clientId);
    if (owner !== undefined && owner.identity?.username !== identity.username) return 'client-id-of-another-user';
    const { willTopic } = connection;
    const mayHaveWill = willTopic === undefined || mayPublish(this.#context, identity, willTopic);
    return mayHaveWill ? undefined : 'will-not-allowed';
  }

  #refuse(connection: Connection, reason: ConnackRefusal, clientId: string, username?: string): void {
    const { carrier, listenerId, protocolVersion } = connection;
    const { remoteAddress } = carrier;
    this.#context.log.warn({ clientId: clientId.slice(0, 100), username, remoteAddress, reason }, 'connection refused');
    this.#context.report({ kind: 'connection-refused', reason, listenerId });
    connection.endWith(refusingConnack(reason, protocolVersion));
  }
}

function hasBadWill({ will }: ConnectPacket): boolean {
  if (will === undefined) return false;
  return !isTopicName(will.topic) || (will.properties !== undefined && !areWillProperties(will.properties));
}

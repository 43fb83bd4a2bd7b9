import { type ConnectPacket, isTopicName } from '@ocpp-broker/mqtt';
import type { AedesClient } from '../aedes/aedes-internals.ts';
import type { BrokerContext } from '../context.ts';
import type { Grant, LoginOutcome } from '../ports.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Connection } from './connection.ts';
import { type ConnackRefusal, refusingConnack } from './refusals.ts';
import { isSystemTopic } from './system-topic.ts';

/** Characters of a client id; MQTT 3.1 said 23, which nobody keeps to. */
export const clientIdLengthMax = 1024;

/** Whether Aedes can bear a client id: it keeps clients as properties of plain objects. */
export function isClientId(clientId: string): boolean {
  return clientId.length <= clientIdLengthMax && !(clientId in Object.prototype);
}

type LoginResult = LoginOutcome | { readonly outcome: 'no-credentials' };

type Answer = (error: null, isAccepted: boolean) => void;

/** Decides over CONNECT; `preConnect` and `authenticate` are the hooks that Aedes calls, in this order. */
export class Admission {
  readonly #context: BrokerContext;
  readonly #sessions: () => Sessions;

  constructor(context: BrokerContext, sessions: () => Sessions) {
    this.#context = context;
    this.#sessions = sessions;
  }

  preConnect(client: AedesClient, _packet: unknown, done: Answer): void {
    const connection = this.#context.connectionOf(client);
    const connect = connection?.connect;
    if (connection === undefined || connect === undefined) {
      done(null, false);
      return;
    }
    const refusal = this.#refusalBefore(connect);
    // Aedes leaves the socket open when it is told "no" here, so it is not told anything.
    if (refusal !== undefined) this.#refuse(connection, refusal);
    else done(null, true);
  }

  authenticate(client: AedesClient, _username: unknown, _password: unknown, done: Answer): void {
    const connection = this.#context.connectionOf(client);
    const connect = connection?.connect;
    if (connection === undefined || connect === undefined) {
      done(null, false);
      return;
    }
    this.#verify(connection, connect).then(
      (result) => this.#settle(connection, connect, result, done),
      (error: unknown) => {
        this.#context.log.error({ clientId: connection.clientId, err: error }, 'the login could not be checked');
        this.#refuse(connection, 'authenticator-failed');
      },
    );
  }

  #refusalBefore({ clientId, authenticationMethod, will }: ConnectPacket): ConnackRefusal | undefined {
    if (!isClientId(clientId)) return 'client-id';
    // Nobody has taught this server one (MQTT 5 §4.12).
    if (authenticationMethod !== undefined) return 'unsupported';
    const { limits } = this.#context.options;
    return will === undefined || isTopicName(will.topic, limits) ? undefined : 'will-topic';
  }

  async #verify(connection: Connection, { username, password }: ConnectPacket): Promise<LoginResult> {
    if (username === undefined && password === undefined && !this.#context.options.allowAnonymous) {
      return { outcome: 'no-credentials' };
    }
    const { clientId, carrier, listenerId } = connection;
    const { remoteAddress, remotePort } = carrier;
    const login = { clientId, username, password, remoteAddress, remotePort, listenerId };
    return this.#context.authenticator.authenticate(login);
  }

  #settle(connection: Connection, connect: ConnectPacket, result: LoginResult, done: Answer): void {
    if (connection.isEnding) return;
    const refusal =
      result.outcome === 'accepted' ? this.#admit(connection, connect, result) : refusalOf(result.outcome);
    if (refusal !== undefined) {
      connection.identity = undefined;
      this.#refuse(connection, refusal);
      return;
    }
    this.#imposeKeepAlive(connection, connect);
    connection.aedesStream.mute();
    done(null, true);
  }

  /** Gives the client its identity, and says why it cannot be let in all the same. */
  #admit(connection: Connection, connect: ConnectPacket, grant: Grant): ConnackRefusal | undefined {
    const { clientId, carrier } = connection;
    const { superuser, rights, expiresAt } = grant;
    const { remoteAddress } = carrier;
    const username = grant.username ?? connect.username;
    const identity = { clientId, username, superuser, remoteAddress, rights };
    connection.identity = identity;
    connection.expiresAt = expiresAt;
    const session = this.#sessions().get(clientId);
    if (session !== undefined && session.username !== (username ?? null)) return 'client-id-of-another-user';
    if (this.#outlives(connect) && !this.#sessions().hasRoomFor(clientId)) return 'too-many-sessions';
    const { will } = connect;
    if (will === undefined) return undefined;
    const mayHaveWill =
      !isSystemTopic(will.topic) && this.#context.topicGuard.mayPublish(identity, will.topic, will.qos, will.retain);
    return mayHaveWill ? undefined : 'will-not-allowed';
  }

  #outlives({ version, clean, sessionExpirySeconds }: ConnectPacket): boolean {
    return version === 5 ? (sessionExpirySeconds ?? 0) > 0 : !clean;
  }

  /** Server Keep Alive (MQTT 5 §3.2.2.3.14). Earlier versions cannot be told, and keep what they asked for. */
  #imposeKeepAlive({ client }: Connection, { version, keepaliveSeconds }: ConnectPacket): void {
    const { keepaliveMaxSeconds } = this.#context.options.limits;
    if (version !== 5 || keepaliveMaxSeconds === 0) return;
    if (keepaliveSeconds === 0 || keepaliveSeconds > keepaliveMaxSeconds) client._serverKeepAlive = keepaliveMaxSeconds;
  }

  #refuse(connection: Connection, reason: ConnackRefusal): void {
    const { carrier, listenerId, connect, version, clientId } = connection;
    const { remoteAddress } = carrier;
    const shown = { clientId: clientId.slice(0, 100), username: connect?.username, remoteAddress, reason };
    this.#context.log.warn(shown, 'connection refused');
    this.#context.report({ kind: 'connection-refused', reason, listenerId });
    connection.endWith(refusingConnack(reason, version));
  }
}

function refusalOf(outcome: Exclude<LoginResult['outcome'], 'accepted'>): ConnackRefusal {
  switch (outcome) {
    case 'refused':
      return 'bad-credentials';
    case 'unavailable':
      return 'authenticator-failed';
    default:
      return outcome;
  }
}

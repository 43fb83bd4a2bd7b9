import {
  type ClientPacket,
  type ConnectPacket,
  type DisconnectPacket,
  encodePingresp,
  type MalformedPacket,
  reasonCode,
} from '@ocpp-broker/mqtt';
import { toAedes } from '../aedes/aedes-packets.ts';
import type { BrokerContext } from '../context.ts';
import type { Inbound } from '../messages/inbound.ts';
import type { Wills } from '../messages/wills.ts';
import type { Subscribing } from '../sessions/subscribing.ts';
import type { Connection } from './connection.ts';
import type { PacketTaker } from './intake.ts';
import { malformedConnack } from './refusals.ts';

/** Who takes which packet. */
export type PacketParts = { readonly inbound: Inbound; readonly subscribing: Subscribing; readonly wills: Wills };

/** Hands each packet of a client to the part that knows it: CONNECT and DISCONNECT to Aedes, the others to our own. */
export class PacketDispatch implements PacketTaker {
  readonly #context: BrokerContext;
  readonly #parts: PacketParts;

  constructor(context: BrokerContext, parts: PacketParts) {
    this.#context = context;
    this.#parts = parts;
  }

  take(connection: Connection, packet: ClientPacket, done: () => void): void {
    if (packet.kind === 'connect') {
      this.#connect(connection, packet);
      done();
      return;
    }
    const { session } = connection;
    // Another connection has the session now.
    if (session === undefined || connection.isEnding) {
      done();
      return;
    }
    const { inbound, subscribing } = this.#parts;
    switch (packet.kind) {
      case 'publish':
        inbound.publish(connection, session, packet, done);
        return;
      case 'puback':
        inbound.puback(session, packet.messageId);
        break;
      case 'pubrec':
        inbound.pubrec(connection, session, packet.messageId, packet.reasonCode);
        break;
      case 'pubrel':
        inbound.pubrel(connection, session, packet.messageId);
        break;
      case 'pubcomp':
        inbound.pubcomp(session, packet.messageId);
        break;
      case 'subscribe':
        subscribing.subscribe(connection, session, packet);
        break;
      case 'unsubscribe':
        subscribing.unsubscribe(connection, session, packet);
        break;
      case 'pingreq':
        connection.send(encodePingresp());
        break;
      case 'disconnect':
        this.#disconnect(connection, packet);
        break;
      case 'auth':
        // Nobody has agreed on a method (MQTT-4.12.0-6).
        connection.refusePacket('auth', 'no authentication method was agreed on', reasonCode.protocolError);
        break;
    }
    // Whoever does not read his answers is not asked for more questions.
    connection.whenWritable(done);
  }

  refuse(connection: Connection, { problem, clause, reasonCode: code, ...answer }: MalformedPacket): void {
    if (connection.connect !== undefined) {
      connection.refusePacket('packet', `${problem} [${clause}]`, code);
      return;
    }
    const { carrier, listenerId } = connection;
    const { remoteAddress } = carrier;
    this.#context.log.warn({ remoteAddress, listener: listenerId, problem, clause }, 'connection refused');
    this.#context.report({ kind: 'connection-refused', reason: 'protocol-error', listenerId });
    const connack = malformedConnack(code, answer.version, answer.returnCode, problem);
    if (connack === undefined) connection.cut();
    else connection.endWith(connack);
  }

  #connect(connection: Connection, packet: ConnectPacket): void {
    connection.connect = packet;
    connection.client._parser.emit('packet', toAedes(packet));
  }

  #disconnect(connection: Connection, packet: DisconnectPacket): void {
    const { connect } = connection;
    if ((packet.sessionExpirySeconds ?? 0) > 0 && (connect?.sessionExpirySeconds ?? 0) === 0) {
      connection.refusePacket(
        'disconnect',
        'a session that ends here cannot be kept [MQTT-3.14.2-2]',
        reasonCode.protocolError,
      );
      return;
    }
    if (connect?.will !== undefined && packet.reasonCode === reasonCode.normalDisconnection) {
      this.#parts.wills.release(connection.clientId, connect.will);
    }
    connection.client._parser.emit('packet', toAedes(packet));
  }
}

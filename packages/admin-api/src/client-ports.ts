// What the HTTP API needs to know of clients, see ports.ts.

import type { MaybePromise } from './maybe-promise.ts';

/** What every connected client has, MQTT or OCPP; whatever is left out is told as 0, false or null. */
export type ClientView = {
  readonly clientId: string;
  readonly username?: string | null;
  readonly mountpoint?: string;
  /** `1.6`, `2.0.1`, `2.1` for OCPP; `3`, `4`, `5` for MQTT. */
  readonly protocolVersion: string;
  readonly ipAddress?: string;
  readonly port?: number;
  readonly connected: boolean;
  readonly connectedAt?: number;
  readonly disconnectedAt?: number | null;
  readonly createdAt?: number;
  /** Name of the listener that it came in by, such as `tcp:default`. */
  readonly listener?: string;
  readonly keepaliveSeconds?: number;
  readonly cleanStart?: boolean;
  readonly expiryIntervalSeconds?: number;
  readonly subscriptionsCount?: number;
  readonly subscriptionsMax?: number;
  readonly inflightCount?: number;
  readonly inflightMax?: number;
  readonly queueLength?: number;
  readonly queueMax?: number;
  readonly queueDropped?: number;
  readonly awaitingRelCount?: number;
  readonly awaitingRelMax?: number;
  readonly receivedBytes?: number;
  /** Reads from the socket. */
  readonly receivedChunks?: number;
  readonly receivedPackets?: number;
  readonly receivedMessages?: number;
  readonly sentBytes?: number;
  readonly sentChunks?: number;
  readonly sentPackets?: number;
  readonly sentMessages?: number;
};

/** The state of one connector as the charge point last reported it. */
export type ConnectorView = {
  readonly id: number;
  /** The EVSE that it belongs to, where OCPP has such (2.x). */
  readonly evseId?: number | null;
  readonly status: string;
  /** Null or empty where OCPP has none (2.x). */
  readonly errorCode: string | null;
};

/** What is known of a charge point beyond its connection. */
export type ChargePointView = {
  readonly vendor?: string | null;
  readonly model?: string | null;
  readonly serialNumber?: string | null;
  readonly firmwareVersion?: string | null;
  readonly bootStatus?: string | null;
  readonly lastSeenAt?: number | null;
  readonly lastHeartbeatAt?: number | null;
  readonly connectors?: readonly ConnectorView[];
  /** The CALL of ours that is out now. */
  readonly pendingCall?: { readonly uniqueId: string; readonly action: string; readonly sentAt: number } | null;
  /** The last thing that went wrong, in one sentence. */
  readonly lastError?: string | null;
};

/** A charge point's client. */
export type GatewayClientView = ClientView & { readonly ocpp?: ChargePointView };

/** One subscription of a client; the flags are those of MQTT 5 and 0 when left out. */
export type SubscriptionView = {
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  readonly noLocal?: boolean;
  readonly retainAsPublished?: boolean;
  readonly retainHandling?: 0 | 1 | 2;
};

/** Clients of one kind. `list` may be lazy: it is walked once for each request, in a stable order. */
export interface Clients<View extends ClientView> {
  list(): MaybePromise<Iterable<View>>;
  find(clientId: string): MaybePromise<View | undefined>;
  /** Closes the client; false when there is none of that id. */
  kick(clientId: string): MaybePromise<boolean>;
  /** Undefined when there is no such client. */
  subscriptions(clientId: string): MaybePromise<readonly SubscriptionView[] | undefined>;
}

/** The MQTT clients, whose sessions may outlive their connections. */
export interface MqttClients extends Clients<ClientView> {
  /** Closes the client, if it is connected, and ends its stored session; false when there is neither. */
  endSession(clientId: string): MaybePromise<boolean>;
}

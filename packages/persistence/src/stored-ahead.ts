import type { BrokerPacket, SessionClient } from './packet.ts';

// Far above what a process can have between an acknowledgement and its delivery; what is forgotten is only stored twice.
const MARKS_MAX = 100_000;

type Mark = { readonly brokerId: string; readonly clientIds: ReadonlySet<string> };

/** Publishes that were stored before their acknowledgement, remembered until Aedes comes to store them itself. */
export class StoredAhead {
  // Broker counters are unique within the process.
  readonly #marks = new Map<number, Mark>();
  readonly #inbound = new WeakMap<SessionClient, Set<number>>();

  /** Notes a publish and the clients for which it has been dealt with. */
  note(packet: BrokerPacket, clientIds: ReadonlySet<string>): void {
    if (packet.brokerCounter == null || packet.brokerId == null) return;
    this.#marks.set(packet.brokerCounter, { brokerId: packet.brokerId, clientIds });
    if (this.#marks.size <= MARKS_MAX) return;
    // A mark stays behind when the publisher went away before its acknowledgement could be written.
    for (const oldest of this.#marks.keys()) {
      this.#marks.delete(oldest);
      return;
    }
  }

  has(packet: BrokerPacket): boolean {
    return this.#find(packet) !== undefined;
  }

  /** The clients of a noted publish, which is forgotten; undefined when it was not stored ahead. */
  take(packet: BrokerPacket): ReadonlySet<string> | undefined {
    const mark = this.#find(packet);
    if (mark !== undefined && packet.brokerCounter != null) this.#marks.delete(packet.brokerCounter);
    return mark?.clientIds;
  }

  /** Notes that a QoS 2 packet id is in the store although its message has yet to be delivered. */
  noteInbound(client: SessionClient, messageId: number): void {
    const ids = this.#inbound.get(client) ?? new Set();
    this.#inbound.set(client, ids.add(messageId));
  }

  /** True once for each noted packet id. */
  takeInbound(client: SessionClient, messageId: number): boolean {
    return this.#inbound.get(client)?.delete(messageId) ?? false;
  }

  #find({ brokerId, brokerCounter }: BrokerPacket): Mark | undefined {
    const mark = brokerCounter == null ? undefined : this.#marks.get(brokerCounter);
    return mark?.brokerId === brokerId ? mark : undefined;
  }
}

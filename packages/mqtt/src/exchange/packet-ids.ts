/** The largest packet id (MQTT 5 §2.2.1). */
export const packetIdMax = 65_535;

/** Hands out the ids of the server's own packets to one client, each only while it is not in use (MQTT-2.2.1-4). */
export class PacketIds {
  #next: number;

  /** `first`: 1 to 65,535. */
  constructor(first: number) {
    this.#next = first;
  }

  /** The next id that is not among `used`, of which there must be fewer than 65,535. */
  next(used: { has(messageId: number): boolean }): number {
    let messageId = this.#next;
    while (used.has(messageId)) messageId = following(messageId);
    this.#next = following(messageId);
    return messageId;
  }
}

function following(messageId: number): number {
  return messageId >= packetIdMax ? 1 : messageId + 1;
}

/** Traffic so far: WebSocket messages and their bytes. */
export type Traffic = {
  readonly receivedBytes: number;
  readonly receivedMessages: number;
  readonly sentBytes: number;
  readonly sentMessages: number;
};

/** Counts the messages of one connection. */
export class TrafficCount {
  #receivedBytes = 0;
  #receivedMessages = 0;
  #sentBytes = 0;
  #sentMessages = 0;

  received(bytes: number): void {
    this.#receivedBytes += bytes;
    this.#receivedMessages += 1;
  }

  sent(bytes: number): void {
    this.#sentBytes += bytes;
    this.#sentMessages += 1;
  }

  view(): Traffic {
    return {
      receivedBytes: this.#receivedBytes,
      receivedMessages: this.#receivedMessages,
      sentBytes: this.#sentBytes,
      sentMessages: this.#sentMessages,
    };
  }
}

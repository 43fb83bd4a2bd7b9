/** Publishes of QoS 2 that one client may have begun and not released; Aedes keeps each until its PUBREL. */
export const unfinishedQos2Max = 16_384;

/** The bytes that they may hold together. */
export const unfinishedQos2BytesMax = 16 * 1024 * 1024;

/** The packet ids of a client's QoS 2 publishes that wait for PUBREL; Aedes neither bounds nor cleans them. */
export class InboundQos2 {
  readonly #bytesById = new Map<number, number>();
  #bytes = 0;

  /** False when there would be too many; a packet that comes again counts once. */
  admit(messageId: number, bytes: number): boolean {
    if (this.#bytesById.has(messageId)) return true;
    if (this.#bytesById.size >= unfinishedQos2Max) return false;
    if (this.#bytes + bytes > unfinishedQos2BytesMax && this.#bytesById.size > 0) return false;
    this.#bytesById.set(messageId, bytes);
    this.#bytes += bytes;
    return true;
  }

  /** The client has sent PUBREL. */
  release(messageId: number): void {
    const bytes = this.#bytesById.get(messageId);
    if (bytes === undefined) return;
    this.#bytesById.delete(messageId);
    this.#bytes -= bytes;
  }

  get size(): number {
    return this.#bytesById.size;
  }

  ids(): readonly number[] {
    return [...this.#bytesById.keys()];
  }
}

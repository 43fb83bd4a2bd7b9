/** What was opened, to be closed in the opposite order. */
export class Closers {
  readonly #steps: (() => unknown)[] = [];
  #closing: Promise<readonly unknown[]> | undefined;

  add(close: () => unknown): void {
    this.#steps.push(close);
  }

  /**
   * Closes everything once, one after the other, however often it is asked; a step that fails does not keep the others from
   * closing. Returns the failures.
   */
  close(): Promise<readonly unknown[]> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<readonly unknown[]> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    return failures;
  }
}

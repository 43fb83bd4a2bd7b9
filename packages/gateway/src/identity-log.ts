import type { Logger } from './ports.ts';

/** A log whose lines name an identity. A child of pino's would be dear to make, and to keep: some 250 bytes for each connection (measured). */
export class IdentityLog implements Logger {
  readonly #log: Logger;
  readonly #identity: string;

  constructor(log: Logger, identity: string) {
    this.#log = log;
    this.#identity = identity;
  }

  info(fields: object, message: string): void {
    this.#log.info(this.#named(fields), message);
  }

  warn(fields: object, message: string): void {
    this.#log.warn(this.#named(fields), message);
  }

  error(fields: object, message: string): void {
    this.#log.error(this.#named(fields), message);
  }

  debug(fields: object, message: string): void {
    this.#log.debug(this.#named(fields), message);
  }

  trace(fields: object, message: string): void {
    this.#log.trace(this.#named(fields), message);
  }

  child(bindings: object): Logger {
    return this.#log.child(this.#named(bindings));
  }

  #named(fields: object): object {
    return { identity: this.#identity, ...fields };
  }
}

import { Readable } from 'node:stream';
import type { Wills } from '../messages/wills.ts';
import type { AedesPersistence, AedesWill } from './aedes-internals.ts';

/**
 * The persistence that Aedes sees: wills are real; sessions, queues and retained messages are kept by the broker itself,
 * so that Aedes finds nothing to restore and nothing to send.
 */
export class SessionShell implements AedesPersistence {
  readonly #wills: () => Wills;

  constructor(wills: () => Wills) {
    this.#wills = wills;
  }

  // Aedes looks whether this is an async function.
  async setup(): Promise<void> {}

  async subscriptionsByClient(): Promise<readonly []> {
    return [];
  }

  async cleanSubscriptions(): Promise<void> {}

  outgoingStream(): Readable {
    return Readable.from([]);
  }

  putWill({ id }: { readonly id: string }, will: AedesWill): Promise<void> {
    return this.#wills().keep(id, will.decoded);
  }

  /** Which will is void, the broker knows itself. */
  async delWill(): Promise<void> {}

  /** Those of processes that were killed are sent by the broker, at its start. */
  streamWill(): Readable {
    return Readable.from([]);
  }
}

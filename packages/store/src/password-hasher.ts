import { hashChosenPassword } from './password.ts';
import { StoreError } from './store-error.ts';
import { LINE_FULL, WorkLine } from './work-line.ts';

/** New passwords that may wait to be hashed, one after the other: 64 are done within about 3 s. */
const WAITING_MAX = 64;

/** Hashes new passwords in a line of its own, so that a flood of logins never keeps the operator from changing one. */
export class PasswordHasher {
  readonly #line: WorkLine;
  #closed = false;

  constructor(limits: { readonly waitingMax: number } = { waitingMax: WAITING_MAX }) {
    this.#line = new WorkLine({ runningMax: 1, waitingMax: limits.waitingMax });
  }

  /** The PHC string of a person's password; rejects with the StoreError `store_busy` when too many wait. */
  async hash(password: string, hexKeys: boolean): Promise<string> {
    const hash = await this.#line.run(() => hashChosenPassword(password, hexKeys));
    if (this.#closed) throw new StoreError('store_busy', 'the store is being closed');
    if (hash === LINE_FULL) throw new StoreError('store_busy', 'too many passwords wait to be hashed; try again later');
    return hash;
  }

  /** Nothing that waits or runs comes to a hash any more. */
  close(): void {
    this.#closed = true;
    this.#line.close();
  }
}

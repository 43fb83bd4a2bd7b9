import { isIP } from 'node:net';
import { StoreError } from './store-error.ts';

/** What of a client a ban looks at: its client id, its user name, its address, or the network that it comes from. */
export type BanKind = 'clientid' | 'username' | 'peerhost' | 'peerhost_net';

/** Somebody who may not connect. Times in ms since 1970. */
export type Ban = {
  readonly as: BanKind;
  /** The client id, user name, address, or network (`192.0.2.0/24`). */
  readonly who: string;
  /** Who banned them. */
  readonly by: string;
  readonly reason: string;
  readonly at: number;
  readonly until: number | 'infinity';
};

/**
 * Where bans outlive the process. They are few and looked at on every connection, so whoever asks keeps them in memory; what is
 * compared with what is not decided here.
 */
export interface BanRepository {
  /** Those that are not over; the others are forgotten. */
  load(): Promise<readonly Ban[]>;
  /** Takes the place of one with the same `as` and `who`. Rejects with a StoreError `store_invalid_value` when it can be none, or when there are too many. */
  put(ban: Ban): Promise<void>;
  /** Resolves to whether there was such a ban. */
  delete(as: BanKind, who: string): Promise<boolean>;
}

const TEXT_LENGTH_MAX = 1_024;

/** Throws a StoreError when `ban` is out of bounds, or names an address that is none. */
export function checkBan({ as, who, by, reason }: Ban): void {
  if (who === '' || [who, by, reason].some((text) => text.length > TEXT_LENGTH_MAX)) {
    throw new StoreError(
      'store_invalid_value',
      `who has 1 to ${TEXT_LENGTH_MAX} characters, by and reason have at most ${TEXT_LENGTH_MAX}`,
    );
  }
  if (as === 'peerhost' && isIP(who) === 0) {
    throw new StoreError('store_invalid_value', 'who is not an address such as 192.0.2.7 or 2001:db8::7');
  }
  if (as === 'peerhost_net' && !isNetwork(who)) {
    throw new StoreError('store_invalid_value', 'who is not a network such as 192.0.2.0/24 or 2001:db8::/32');
  }
}

function isNetwork(text: string): boolean {
  const [address = '', prefix = '', ...more] = text.split('/');
  const bitsMax = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return more.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bitsMax;
}

import { AddressSet, plainAddress } from '@ocpp-broker/net';
import { type Ban, type BanKind, isOver, normalBan, normalWho } from './ban.ts';

/** Where bans outlive the process. */
export interface BanStore {
  load(): Promise<readonly Ban[]>;
  /** Takes the place of one with the same `as` and `who`. */
  put(ban: Ban): Promise<void>;
  delete(as: BanKind, who: string): Promise<unknown>;
}

/** What is compared with the bans. */
export type Suspect = {
  readonly clientId: string | undefined;
  readonly username: string | undefined;
  readonly remoteAddress: string;
};

/** Which bans to list: each field that is given has to fit. */
export type BanFilter = {
  readonly as?: BanKind | undefined;
  readonly who?: string | undefined;
  /** A part of `who`. */
  readonly likeWho?: string | undefined;
};

/** How many there may be. A connection from a banned network is held against some of the networks one by one. */
export type BansLimits = { readonly bansMax: number; readonly networksMax: number };

export const DEFAULT_BANS_LIMITS: BansLimits = { bansMax: 100_000, networksMax: 1_000 };

export type BansParts = {
  readonly store: BanStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly limits?: Partial<BansLimits>;
};

/** The root of the largest number: to find one of 1,000 takes 63 looks at the most. */
const networksPerGroup = 32;

type NetworkGroup = {
  readonly set: AddressSet;
  readonly networks: readonly { readonly ban: Ban; readonly set: AddressSet }[];
};

/** Who is banned: in memory, and behind it a store. */
export class Bans {
  readonly #store: BanStore;
  readonly #now: () => number;
  readonly #limits: BansLimits;
  readonly #bans = new Map<string, Ban>();
  #networkCount = 0;
  /** All networks at once: most addresses are in none, and this is known by one look. */
  #anyNetwork = new AddressSet([]);
  #networks: readonly NetworkGroup[] = [];

  private constructor({ store, now, limits }: BansParts) {
    this.#store = store;
    this.#now = now;
    this.#limits = { ...DEFAULT_BANS_LIMITS, ...limits };
  }

  /** Loads what is stored, up to the limits. */
  static async open(parts: BansParts): Promise<Bans> {
    const bans = new Bans(parts);
    for (const ban of await parts.store.load()) {
      if (isOver(ban, parts.now()) || !bans.#hasRoomFor(ban)) continue;
      bans.#bans.set(keyOf(ban.as, ban.who), ban);
      if (ban.as === 'peerhost_net') bans.#networkCount++;
    }
    bans.#indexNetworks();
    return bans;
  }

  get size(): number {
    return this.#bans.size;
  }

  /** The ban that keeps somebody out; undefined when there is none. */
  find({ clientId, username, remoteAddress }: Suspect): Ban | undefined {
    if (this.#bans.size === 0) return undefined;
    const address = plainAddress(remoteAddress) ?? remoteAddress;
    return (
      this.#counting('clientid', clientId) ??
      this.#counting('username', username) ??
      this.#counting('peerhost', address) ??
      this.#network(address)
    );
  }

  /** Adds one. `exists`: there is one already, which stays; `full`: there is no room. Throws an AccessError on a ban that can be none. */
  async add(ban: Ban): Promise<'added' | 'exists' | 'full'> {
    const normal = normalBan(ban);
    if (this.#counting(normal.as, normal.who) !== undefined) return 'exists';
    if (!this.#hasRoomFor(normal)) await this.sweep();
    if (!this.#hasRoomFor(normal)) return 'full';
    // In memory first: whoever is banned is out from now on, and two who add the same at once do not both succeed.
    const key = keyOf(normal.as, normal.who);
    this.#set(key, normal);
    try {
      await this.#store.put(normal);
    } catch (error) {
      if (this.#bans.get(key) === normal) this.#drop([normal]);
      throw error;
    }
    return 'added';
  }

  /** Resolves to whether there was such a ban. It counts until the store has forgotten it. */
  async remove(as: BanKind, who: string): Promise<boolean> {
    const ban = this.#bans.get(keyOf(as, normalWho(as, who)));
    if (ban === undefined) return false;
    await this.#forget([ban]);
    return !isOver(ban, this.#now());
  }

  /** Lifts every ban. */
  async clear(): Promise<void> {
    await this.#forget([...this.#bans.values()]);
  }

  /** Those that count, ordered by kind and name. */
  list({ as, who, likeWho }: BanFilter = {}): readonly Ban[] {
    const now = this.#now();
    return [...this.#bans.values()]
      .filter((ban) => !isOver(ban, now))
      .filter((ban) => as === undefined || ban.as === as)
      .filter((ban) => who === undefined || ban.who === who)
      .filter((ban) => likeWho === undefined || ban.who.includes(likeWho))
      .sort((a, b) => compare(a.as, b.as) || compare(a.who, b.who));
  }

  /** Forgets those that are over, here and in the store; resolves to how many there were. */
  async sweep(): Promise<number> {
    const now = this.#now();
    const over = [...this.#bans.values()].filter((ban) => isOver(ban, now));
    await this.#forget(over);
    return over.length;
  }

  #counting(as: BanKind, who: string | undefined): Ban | undefined {
    const ban = who === undefined ? undefined : this.#bans.get(keyOf(as, who));
    return ban === undefined || isOver(ban, this.#now()) ? undefined : ban;
  }

  #network(address: string): Ban | undefined {
    if (this.#anyNetwork.isEmpty || !this.#anyNetwork.has(address)) return undefined;
    const now = this.#now();
    for (const { set, networks } of this.#networks) {
      if (!set.has(address)) continue;
      const found = networks.find(({ ban, set }) => !isOver(ban, now) && set.has(address));
      if (found !== undefined) return found.ban;
    }
    return undefined;
  }

  #hasRoomFor(ban: Ban): boolean {
    if (this.#bans.has(keyOf(ban.as, ban.who))) return true;
    if (this.#bans.size >= this.#limits.bansMax) return false;
    return ban.as !== 'peerhost_net' || this.#networkCount < this.#limits.networksMax;
  }

  async #forget(bans: readonly Ban[]): Promise<void> {
    for (const ban of bans) {
      // Somebody may have put another in its place meanwhile, which is to stay.
      if (this.#bans.get(keyOf(ban.as, ban.who)) === ban) await this.#store.delete(ban.as, ban.who);
    }
    this.#drop(bans);
  }

  #set(key: string, ban: Ban): void {
    this.#bans.set(key, ban);
    if (ban.as === 'peerhost_net') this.#indexNetworks();
  }

  #drop(bans: readonly Ban[]): void {
    for (const ban of bans) {
      const key = keyOf(ban.as, ban.who);
      if (this.#bans.get(key) === ban) this.#bans.delete(key);
    }
    if (bans.some(({ as }) => as === 'peerhost_net')) this.#indexNetworks();
  }

  #indexNetworks(): void {
    const networks = [...this.#bans.values()].filter(({ as }) => as === 'peerhost_net');
    this.#networkCount = networks.length;
    this.#anyNetwork = new AddressSet(networks.map(({ who }) => who));
    this.#networks = groupsOf(networks);
  }
}

function groupsOf(bans: readonly Ban[]): readonly NetworkGroup[] {
  const groups: NetworkGroup[] = [];
  for (let at = 0; at < bans.length; at += networksPerGroup) {
    const group = bans.slice(at, at + networksPerGroup);
    groups.push({
      set: new AddressSet(group.map(({ who }) => who)),
      networks: group.map((ban) => ({ ban, set: new AddressSet([ban.who]) })),
    });
  }
  return groups;
}

function keyOf(as: BanKind, who: string): string {
  return `${as}:${who}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { BlockList, isIP } from 'node:net';
import { plainAddress } from './ip-address.ts';

/** Addresses and networks, such as the proxies whose word about the origin of a connection is taken. */
export class AddressSet {
  readonly isEmpty: boolean;
  /** Entries that are neither an address nor a network: they stand for nobody. */
  readonly wrongEntries: readonly string[];
  readonly #networks = new BlockList();

  /** Takes addresses, and networks in CIDR form (`10.0.0.0/8`, `2001:db8::/32`). */
  constructor(entries: readonly string[]) {
    this.isEmpty = entries.length === 0;
    this.wrongEntries = entries.filter((entry) => !this.#add(entry));
  }

  has(address: string): boolean {
    const plain = plainAddress(address);
    return plain !== undefined && this.#networks.check(plain, familyOf(plain));
  }

  #add(entry: string): boolean {
    const [address = '', prefix, ...rest] = entry.split('/');
    if (isIP(address) === 0 || address.includes('%') || rest.length > 0) return false;
    const family = familyOf(address);
    if (prefix === undefined) {
      this.#networks.addAddress(address, family);
      return true;
    }
    if (!/^(0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > (family === 'ipv4' ? 32 : 128)) return false;
    this.#networks.addSubnet(address, Number(prefix), family);
    return true;
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

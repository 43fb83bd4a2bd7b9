import { isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';

// A socket that takes both families shows IPv4 peers like this.
const MAPPED = /^::ffff:(\d+(?:\.\d+){3})$/i;
const GROUPS = 8;
const GROUPS_OF_NETWORK = 4;

/** Where a request comes from; an IPv4 address looks the same whatever the socket. */
export function addressOf({ ip }: Pick<FastifyRequest, 'ip'>): string {
  return MAPPED.exec(ip)?.[1] ?? ip;
}

/**
 * Whom the failures of an address are counted under: IPv4 as it is, IPv6 as its /64 (`2001:db8:0:1::/64`), since whoever has one address
 * there has them all (RFC 6177 §2). A text that is no address stands for itself.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [withoutZone = ''] = address.split('%', 1);
  // A URL writes it in the one short form: small letters, no dots, the longest zeros left out.
  const { hostname } = new URL(`http://[${withoutZone}]/`);
  const [head = '', tail = ''] = hostname.slice(1, -1).split('::');
  const [first, last] = [groupsOf(head), groupsOf(tail)];
  const zeros = Array.from({ length: GROUPS - first.length - last.length }, () => '0');
  return `${[...first, ...zeros, ...last].slice(0, GROUPS_OF_NETWORK).join(':')}::/64`;
}

function groupsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(':');
}

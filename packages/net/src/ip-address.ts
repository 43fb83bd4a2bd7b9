import { isIP, type Socket, SocketAddress } from 'node:net';

const mapped = /^::ffff:([\d.]+)$/;

/**
 * An address in its one usual form, so that two spellings are the same: IPv6 short and in small letters, without a zone, and as IPv4
 * where it only stands for one (a socket that takes both families shows IPv4 peers as `::ffff:192.0.2.1`). Undefined for any other text.
 */
export function plainAddress(text: string): string | undefined {
  switch (isIP(text)) {
    case 0:
      return undefined;
    case 4:
      return text;
  }
  const [withoutZone = ''] = text.split('%', 1);
  const { address } = new SocketAddress({ address: withoutZone, family: 'ipv6' });
  return mapped.exec(address)?.[1] ?? address;
}

/**
 * Whom an address is counted under: IPv4 as it is, IPv6 as its /64 (`2001:db8:0:1::/64`), since whoever has one address there has them
 * all (RFC 6177 §2). A text that is no address stands for itself.
 */
export function addressGroup(text: string): string {
  const address = plainAddress(text);
  if (address === undefined || isIP(address) === 4) return address ?? text;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  // What `::` stands for is zeros; of what follows it, the first 64 bits hold only as much as reaches so far.
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const behindCount = behind.length + (tail?.includes('.') ? 1 : 0);
  const zeros = tail === undefined ? 0 : 8 - groups.length - behindCount;
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...behind];
  return `${plainAddress(`${all.slice(0, 4).join(':')}::`)}/64`;
}

/** Where a connection comes from: its port is 0 where nobody told it. */
export type Endpoint = { readonly address: string; readonly port: number };

/** The other end of a socket as the system knows it; the address is empty when the socket is gone already. */
export function peerOf({ remoteAddress = '', remotePort = 0 }: Pick<Socket, 'remoteAddress' | 'remotePort'>): Endpoint {
  return { address: plainAddress(remoteAddress) ?? remoteAddress, port: remotePort };
}

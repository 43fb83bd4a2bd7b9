import { isIP, SocketAddress } from 'node:net';

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

/** Where a connection comes from: its port is 0 where nobody told it. */
export type Endpoint = { readonly address: string; readonly port: number };

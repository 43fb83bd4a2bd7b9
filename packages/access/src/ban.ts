import { isIP } from 'node:net';
import { plainAddress } from '@ocpp-broker/net';
import { AccessError } from './access-error.ts';

/** What of a client a ban looks at. EMQX's `clientid_re` and `username_re` are not offered: a pattern could stop the process. */
export type BanKind = 'clientid' | 'username' | 'peerhost' | 'peerhost_net';

/** Somebody who may not connect. Times are milliseconds since 1970. */
export type Ban = {
  readonly as: BanKind;
  /** The client id, user name, address, or network in CIDR form. */
  readonly who: string;
  /** Who banned them. */
  readonly by: string;
  readonly reason: string;
  readonly at: number;
  readonly until: number | 'infinity';
};

const WHO_LENGTH_MAX = 1_024;
const TEXT_LENGTH_MAX = 1_024;

/** The ban with `who` in its one usual form. Throws an AccessError where it cannot be one. */
export function normalBan(ban: Ban): Ban {
  if (ban.by.length > TEXT_LENGTH_MAX || ban.reason.length > TEXT_LENGTH_MAX) {
    throw new AccessError('access_invalid_ban', `by and reason have at most ${TEXT_LENGTH_MAX} characters`);
  }
  return { ...ban, who: normalWho(ban.as, ban.who) };
}

/** Throws an AccessError where `who` cannot be banned. */
export function normalWho(as: BanKind, who: string): string {
  switch (as) {
    case 'clientid':
    case 'username':
      if (who !== '' && who.length <= WHO_LENGTH_MAX) return who;
      throw new AccessError('access_invalid_ban', `who has 1 to ${WHO_LENGTH_MAX} characters`);
    case 'peerhost': {
      const address = plainAddress(who);
      if (address !== undefined) return address;
      throw new AccessError('access_invalid_ban', 'who has to be an IP address');
    }
    case 'peerhost_net':
      return normalNetwork(who);
  }
}

function normalNetwork(who: string): string {
  const [text = '', prefix = '', ...rest] = who.split('/');
  const address = plainAddress(text);
  const bits = Number(prefix);
  const isPlain = address !== undefined && rest.length === 0 && /^\d{1,3}$/.test(prefix) && !text.includes('%');
  // An IPv4 address in IPv6's clothes has become IPv4, to which the length does not apply.
  if (isPlain && isIP(address) === isIP(text) && bits <= (isIP(address) === 4 ? 32 : 128)) return `${address}/${bits}`;
  throw new AccessError('access_invalid_ban', 'who has to be a network, such as 192.0.2.0/24 or 2001:db8::/32');
}

/** Whether it no longer counts. */
export function isOver(ban: Ban, now: number): boolean {
  return ban.until !== 'infinity' && ban.until <= now;
}

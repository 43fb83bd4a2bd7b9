import { isIpv4, isIpv6 } from './ip-address.ts';

/** Where a listener binds; `host` is an address or a name without brackets, `port` 0 lets the system choose. */
export type BindAddress = { readonly host: string; readonly port: number };

/** Matches the text of a bind address: `1883`, `:1883`, `host:1883` or `[::1]:1883`. */
export const bindPattern = '^(?:(?:\\[[0-9A-Fa-f:.]{2,45}\\]|[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}))?:)?\\d{1,5}$';

const bindExpression = new RegExp(bindPattern);
const portMax = 65_535;

// A bare port means every IPv4 interface, as in EMQX.
const anyHost = '0.0.0.0';

/** Reads a schema-valid `bind` setting; throws RangeError on anything else. */
export const bindAddress = (bind: string | number): BindAddress => {
  const address = readBindAddress(bind);
  if (address === undefined) throw new RangeError(`not a bind address: ${bind}`);
  return address;
};

/** Reads a bind address; undefined when it is none. */
export const readBindAddress = (bind: string | number): BindAddress | undefined => {
  const text = String(bind);
  if (!bindExpression.test(text)) return undefined;
  const colon = text.lastIndexOf(':');
  const port = Number(text.slice(colon + 1));
  if (port > portMax) return undefined;
  const written = text.slice(0, Math.max(colon, 0));
  if (written === '') return { host: anyHost, port };
  if (written.startsWith('[')) {
    const host = written.slice(1, -1);
    return isIpv6(host) ? { host, port } : undefined;
  }
  // Digits and dots alone are meant as IPv4: 300.0.0.1 would otherwise fail much later, as an unknown name.
  if (/^[\d.]+$/.test(written) && !isIpv4(written)) return undefined;
  return { host: written, port };
};

/**
 * Whether two addresses cannot both be listened on. Port 0 never collides; `0.0.0.0` covers IPv4 and names, `::` covers all
 * (it takes IPv4 as well unless the system is told otherwise), and `localhost` covers both loopback addresses.
 */
export const addressesOverlap = (a: BindAddress, b: BindAddress): boolean => {
  if (a.port === 0 || a.port !== b.port) return false;
  const one = comparable(a.host);
  const other = comparable(b.host);
  return one === other || covers(one, other) || covers(other, one);
};

const allIpv6 = '0:0:0:0:0:0:0:0';
const loopbacks: readonly string[] = ['127.0.0.1', '0:0:0:0:0:0:0:1'];

const covers = (wide: string, narrow: string): boolean => {
  if (wide === allIpv6) return true;
  if (wide === anyHost) return !narrow.includes(':');
  return wide === 'localhost' && loopbacks.includes(narrow);
};

const comparable = (host: string): string => {
  const lower = host.toLowerCase();
  return lower.includes(':') ? expandedIpv6(lower) : lower;
};

const expandedIpv6 = (address: string): string => {
  const [head = '', tail] = address.split('::');
  const before = head.split(':').filter((group) => group !== '');
  const after = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].map((group) => group.replace(/^0+(?=.)/, '')).join(':');
};

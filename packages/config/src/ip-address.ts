import formats from 'ajv-formats';

/** Whether the text is an IPv4 address in four decimal numbers. */
export const isIpv4 = (text: string): boolean => matchesFormat('ipv4', text);

/** Whether the text is an IPv6 address, without brackets and zone. */
export const isIpv6 = (text: string): boolean => matchesFormat('ipv6', text) && !text.includes('%');

/** Whether the text is an address, or a network such as `10.0.0.0/8` and `fd00::/8`. Bits behind the prefix may be set. */
export const isAddressOrNetwork = (text: string): boolean => {
  const [address = '', prefix, ...more] = text.split('/');
  if (more.length > 0) return false;
  if (isIpv4(address)) return prefix === undefined || isPrefix(prefix, 32);
  return isIpv6(address) && (prefix === undefined || isPrefix(prefix, 128));
};

const isPrefix = (text: string, bitsMax: number): boolean =>
  /^(?:0|[1-9]\d{0,2})$/.test(text) && Number(text) <= bitsMax;

// The longest way to write an address: six groups of four and an IPv4 address at the end.
const addressLengthMax = 45;

const matchesFormat = (name: 'ipv4' | 'ipv6', text: string): boolean => {
  const format = formats.default.get(name);
  return text.length <= addressLengthMax && format instanceof RegExp && format.test(text);
};

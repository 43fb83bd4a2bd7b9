// Where a request comes from when proxies passed it on. Each proxy adds the address it was reached from on the right, so the list is
// read from there, as far as trusted proxies wrote it: everything further left may have been written by the client.

import { isIPv6 } from 'node:net';
import { type Endpoint, plainAddress } from '@ocpp-broker/net';

/** The two headers that tell it; a header that came more than once is joined by commas. */
export type ForwardedHeaders = { readonly xForwardedFor: string | undefined; readonly forwarded: string | undefined };

/** An origin, or a sentence that says why the headers cannot be believed. */
export type Origin = { readonly ok: true; readonly from: Endpoint } | { readonly ok: false; readonly problem: string };

/** The rightmost address that is no trusted proxy's; the peer's own where it is none, or where nothing readable was added. */
export function originOf(
  peer: Endpoint,
  { xForwardedFor, forwarded }: ForwardedHeaders,
  isTrusted: (address: string) => boolean,
): Origin {
  if (!isTrusted(peer.address)) return { ok: true, from: peer };
  const usual = nearest(peer, xForwardedFor?.split(',') ?? [], isTrusted);
  if (forwarded === undefined) return { ok: true, from: usual };
  const hops = forHops(forwarded);
  if (hops === undefined) return { ok: false, problem: 'the Forwarded header cannot be read' };
  const standard = nearest(peer, hops, isTrusted);
  // A proxy writes one of them and lets the client's own other one through: which, nobody knows here.
  if (xForwardedFor !== undefined && usual.address !== standard.address) {
    return { ok: false, problem: 'the headers X-Forwarded-For and Forwarded disagree' };
  }
  return { ok: true, from: standard };
}

function nearest(peer: Endpoint, hops: readonly string[], isTrusted: (address: string) => boolean): Endpoint {
  let from = peer;
  for (const text of hops.toReversed()) {
    const hop = hopOf(text);
    if (hop === undefined) break;
    from = hop;
    if (!isTrusted(hop.address)) break;
  }
  return from;
}

const bracketed = /^\[([^\]]*)\](?::(\d{1,5}))?$/;
const withPort = /^([\d.]+):(\d{1,5})$/;

/** An address, with a port or without; undefined for `unknown`, for names that a proxy made up (RFC 7239 §6), and for anything else. */
function hopOf(text: string): Endpoint | undefined {
  const node = text.trim();
  const [, inBrackets, portBehind] = bracketed.exec(node) ?? [];
  if (inBrackets !== undefined) return isIPv6(inBrackets) ? endpoint(inBrackets, portBehind) : undefined;
  const [, address, port] = withPort.exec(node) ?? [];
  return address === undefined ? endpoint(node, undefined) : endpoint(address, port);
}

function endpoint(text: string, portText = '0'): Endpoint | undefined {
  const address = plainAddress(text);
  const port = Number(portText);
  return address === undefined || port > 65_535 ? undefined : { address, port };
}

/** The `for` of each element (RFC 7239 §4); undefined when the header does not keep to the grammar. */
function forHops(header: string): readonly string[] | undefined {
  // A value that needs quotes, as one with a colon does, is often sent without.
  const pair = /[ \t]*(?:([\w!#$%&'*+.^`|~-]+)=("(?:[^"\\]|\\.)*"|[^\s",;]+)[ \t]*)?([,;]|$)/y;
  const hops: string[] = [];
  let values: string[] = [];
  let isBlank = true;
  for (;;) {
    const match = pair.exec(header);
    if (match === null) return undefined;
    const [, name, value = '', end] = match;
    if (name !== undefined) isBlank = false;
    if (name?.toLowerCase() === 'for') values.push(unquoted(value));
    if (end === ';') continue;
    if (values.length > 1) return undefined;
    if (!isBlank) hops.push(values[0] ?? '');
    if (end === '') return hops;
    values = [];
    isBlank = true;
  }
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value;
}

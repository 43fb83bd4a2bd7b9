import { type OcppVersion, ocppSubprotocol, ocppVersion } from '@ocpp-broker/ocpp';

/** What was agreed: a subprotocol to echo, none to echo but a version, a close after the upgrade, or a refusal. */
export type Negotiated =
  | { readonly kind: 'agreed'; readonly subprotocol: string; readonly version: OcppVersion }
  | { readonly kind: 'assumed'; readonly version: OcppVersion }
  | { readonly kind: 'close_after_upgrade' }
  | { readonly kind: 'refused'; readonly problem: string };

/** What a listener speaks. */
export type SubprotocolRules = {
  readonly subprotocols: readonly string[];
  readonly failIfNoSubprotocol: boolean;
  readonly unsupportedSubprotocol: 'reject' | 'accept_then_close';
};

/**
 * Picks the client's first subprotocol that the listener speaks (RFC 6455 §4.2.2; OCPP-J 1.6 §3.2); `assumed` is the version of one
 * that offers none.
 */
export function negotiate(header: string | undefined, rules: SubprotocolRules, assumed: OcppVersion): Negotiated {
  const offered = (header ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  for (const subprotocol of offered) {
    const version = rules.subprotocols.includes(subprotocol) ? ocppVersion(subprotocol) : undefined;
    if (version !== undefined) return { kind: 'agreed', subprotocol, version };
  }
  const spoken = rules.subprotocols.join(', ');
  if (offered.length === 0) {
    if (rules.failIfNoSubprotocol)
      return { kind: 'refused', problem: `no subprotocol was offered; spoken here: ${spoken}` };
    if (rules.subprotocols.includes(ocppSubprotocol(assumed))) return { kind: 'assumed', version: assumed };
    const problem = `no subprotocol was offered, which is taken for OCPP ${assumed}; spoken here: ${spoken}`;
    return { kind: 'refused', problem };
  }
  if (rules.unsupportedSubprotocol === 'accept_then_close') return { kind: 'close_after_upgrade' };
  return { kind: 'refused', problem: `none of the offered subprotocols is spoken here: ${spoken}` };
}

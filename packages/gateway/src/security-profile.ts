/** OCPP's security profiles: 1 no TLS, 2 TLS, 3 TLS and a client certificate (OCPP 1.6 security whitepaper §2; 2.0.1 Part 2, A00). */
export type SecurityProfile = 1 | 2 | 3;

/** The profile that a connection has reached; only a certificate that is bound to the identity makes it the third. */
export function securityProfileOf(listenerType: 'ws' | 'wss', isCertificateBound: boolean): SecurityProfile {
  if (listenerType === 'ws') return 1;
  return isCertificateBound ? 3 : 2;
}

/** Why a connection is a step back, in a sentence; undefined when it is none (2.0.1 Part 2, A05: a profile is never lowered). */
export function downgrade(profile: SecurityProfile, highestUsed: SecurityProfile | null): string | undefined {
  if (highestUsed === null || profile >= highestUsed) return undefined;
  return `security profile ${profile} is lower than ${highestUsed}, which this charge point has used before`;
}

/** The highest security profile that an identity ever used: below it, it may be somebody who poses as it. */
export function highest(before: SecurityProfile | null, now: SecurityProfile): SecurityProfile {
  return before !== null && before > now ? before : now;
}

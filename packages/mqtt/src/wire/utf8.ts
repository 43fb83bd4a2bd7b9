/**
 * Whether bytes are well-formed UTF-8 in the sense of RFC 3629: no stray or missing continuation, no longer form than
 * needed, no surrogate (U+D800 to U+DFFF), nothing above U+10FFFF. `toString` would put U+FFFD for all of these.
 */
export function isWellFormedUtf8(bytes: Buffer, from: number, to: number): boolean {
  let at = from;
  while (at < to) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      at += 1;
      continue;
    }
    const following = followingBytes(lead);
    if (following === 0 || at + following >= to) return false;
    if (!isSecondByte(lead, bytes[at + 1] ?? 0)) return false;
    for (let next = at + 2; next <= at + following; next += 1) if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return false;
    at += following + 1;
  }
  return true;
}

/** Of a lead byte from 0x80 on; 0: it cannot begin anything. 0xC0 and 0xC1 could only begin longer forms of ASCII. */
function followingBytes(lead: number): number {
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return 1;
  if (lead < 0xf0) return 2;
  return lead < 0xf5 ? 3 : 0;
}

/** Longer forms, surrogates and what lies above U+10FFFF all show in the second byte. */
function isSecondByte(lead: number, second: number): boolean {
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  return second >= least && second <= most;
}

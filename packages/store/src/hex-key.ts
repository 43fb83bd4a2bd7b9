// OCPP 1.6 security whitepaper, configuration key AuthorizationKey: the key is written down as up to 40 hex digits, and firmwares
// disagree on whether the Basic password carries those digits or the 16 to 20 bytes they stand for. Both are the same key here.
// The digits count in either case, since the bytes have none; an odd number of digits stands for no bytes and is plain text.

const DIGITS = /^[0-9a-fA-F]{32,40}$/;
const KEY_BYTES_MIN = 16;
const KEY_BYTES_MAX = 20;

/** The bytes that 32 to 40 hex digits stand for, or null when `password` (bytes as received) is not such a text. */
export function decodeHexKey(password: Buffer): Buffer | null {
  // The length first, so that a long binary password is not turned into text for nothing.
  if (password.length > 2 * KEY_BYTES_MAX || password.length % 2 !== 0) return null;
  const text = password.toString('latin1');
  return DIGITS.test(text) ? Buffer.from(text, 'hex') : null;
}

/** All byte strings by which a peer may mean the same key as `password`, itself first; at most four. */
export function spellingsOfKey(password: Buffer): readonly Buffer[] {
  const decoded = decodeHexKey(password);
  const raw = decoded ?? (password.length >= KEY_BYTES_MIN && password.length <= KEY_BYTES_MAX ? password : null);
  if (raw === null) return [password];
  const hex = raw.toString('hex');
  const spellings = [password, Buffer.from(hex), Buffer.from(hex.toUpperCase())];
  return decoded === null ? spellings : [...spellings, decoded];
}

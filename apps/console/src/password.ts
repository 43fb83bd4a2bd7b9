// No 0 O 1 l I: such a password is read out, written down and typed into a charge point.
const alphabet = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Characters of a generated password: 20 of 57 are over 116 bits, and OCPP 1.6 allows at most 20 bytes as text. */
export const passwordLength = 20;

/** A random password; `fill` fills an array with random bytes, as `crypto.getRandomValues` does. */
export function generatePassword(fill: (bytes: Uint8Array<ArrayBuffer>) => void): string {
  let password = '';
  while (password.length < passwordLength) {
    const bytes = new Uint8Array(2 * passwordLength);
    fill(bytes);
    for (const byte of bytes) {
      // Bytes past the last full round of the alphabet would favour its beginning.
      if (byte < alphabet.length * 4 && password.length < passwordLength) password += alphabet[byte % alphabet.length];
    }
  }
  return password;
}

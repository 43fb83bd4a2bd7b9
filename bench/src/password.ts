import { randomBytes } from 'node:crypto';

/** A key as long as OCPP 1.6 has them: 20 bytes in hex digits. */
export function newPassword(): string {
  return randomBytes(20).toString('hex');
}

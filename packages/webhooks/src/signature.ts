import { createHmac } from 'node:crypto';

/** The header that a signature stands in. */
export const signatureHeader = 'x-ocpp-broker-signature';

/**
 * `t=<seconds since 1970>,v1=<HMAC-SHA256 of "<t>.<body>" in hexadecimal>`: the time is signed as well, so that a receiver can refuse a
 * request that somebody kept and sends again. `now` is milliseconds since 1970.
 */
export function signatureOf(secret: string, body: Buffer, now: number): string {
  const seconds = Math.floor(now / 1_000);
  const digest = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');
  return `t=${seconds},v1=${digest}`;
}

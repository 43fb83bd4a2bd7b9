// What an identity's registration amounts to (OCPP 1.6 §4.2, 2.0.1 B01 to B03): it outlives the socket. Payloads are read
// here only where the protocol itself depends on them, one small function each.

import type { CallResult } from './message.ts';

/** The state that a BootNotification and its answer leave behind. */
export type Registration = {
  readonly status: 'Accepted' | 'Pending' | 'Rejected' | null;
  /** The heartbeat interval that the charge point was told, in milliseconds; null when it was never told one. */
  readonly heartbeatIntervalMs: number | null;
};

/** Nothing is known of the identity. */
export const unregistered: Registration = { status: null, heartbeatIntervalMs: null };

const secondsMax = 2_147_483;

/** The registration after the CSMS answered a BootNotification; the interval counts only when the boot was accepted. */
export function registrationAfterBoot(before: Registration, answer: CallResult): Registration {
  const { status, interval } = answer.payload;
  if (status !== 'Accepted' && status !== 'Pending' && status !== 'Rejected') return before;
  return {
    status,
    heartbeatIntervalMs: status === 'Accepted' ? heartbeatIntervalMs(interval) : before.heartbeatIntervalMs,
  };
}

/** Seconds of a heartbeat interval as milliseconds. Zero leaves the choice to the charge point (OCPP 1.6 §6.4): none was told. */
export function heartbeatIntervalMs(seconds: unknown): number | null {
  const value = typeof seconds === 'string' && /^\d+$/.test(seconds) ? Number(seconds) : seconds;
  if (typeof value !== 'number' || !(value > 0)) return null;
  return Math.min(value, secondsMax) * 1_000;
}

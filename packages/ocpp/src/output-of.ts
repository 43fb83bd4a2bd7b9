import { encodeFrame } from './frame.ts';
import type { Message } from './message.ts';
import type { Output, Report } from './output.ts';

/** The output that sends a message's frame. */
export function transmit(message: Message): Output {
  return { kind: 'transmit', text: encodeFrame(message), message };
}

/** The output that sends a CALLERROR of ours. */
export function transmitError(uniqueId: string, errorCode: string, errorDescription: string): Output {
  return transmit({ kind: 'CallError', uniqueId, errorCode, errorDescription, errorDetailsText: '{}' });
}

/** The output that reports something. */
export function note(code: Report['code'], direction: Report['direction'], detail: string, action?: string): Output {
  const report: Report = action === undefined ? { code, direction, detail } : { code, direction, detail, action };
  return { kind: 'report', report };
}

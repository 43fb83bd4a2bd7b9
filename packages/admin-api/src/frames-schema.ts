import type { FrameView } from './frames-ports.ts';
import type { Schema } from './operation.ts';
import { amount, exact, flag, text, time } from './schema-parts.ts';
import { formatTime } from './timestamps.ts';

const example = {
  at: '2026-01-01T00:00:00.000Z',
  identity: 'CP1',
  direction: 'upstream',
  type: 2,
  unique_id: 'u1',
  action: 'Heartbeat',
  error_code: null,
  text: '[2,"u1","Heartbeat",{}]',
  bytes: 23,
  truncated: false,
};

/** The schemas of frames. */
export const frameSchemas: Readonly<Record<string, Schema>> = {
  Frame: {
    ...exact({
      at: time('When it was received or sent'),
      identity: text('The charge point'),
      direction: text('`upstream`: from the charge point', { enum: ['upstream', 'downstream'] }),
      type: { type: ['integer', 'null'], description: 'Number of the message type; null when it is no frame of OCPP' },
      unique_id: { type: ['string', 'null'], description: 'Id of the message' },
      action: { type: ['string', 'null'], description: 'Action; of an answer, that of its CALL' },
      error_code: { type: ['string', 'null'], description: 'Code of an error' },
      text: text('The frame, or its beginning; secrets are masked'),
      bytes: amount('Its length in UTF-8'),
      truncated: flag('Whether `text` is only the beginning'),
    }),
    examples: [example],
  },
};

/** What narrows frames down, as a query. */
export const frameQuery: Readonly<Record<string, Schema>> = {
  direction: text('Only those from or to charge points', { enum: ['upstream', 'downstream'] }),
  action: text('Only those of this action, and the answers to it', {
    minLength: 1,
    maxLength: 100,
    examples: ['Heartbeat'],
  }),
  errors: flag('Whether only errors are wanted: CALLERROR, CALLRESULTERROR, and what is no frame of OCPP'),
};

/** A frame as the wire has it. */
export function printFrame(frame: FrameView): object {
  return {
    at: formatTime(frame.at),
    identity: frame.identity,
    direction: frame.direction,
    type: frame.type,
    unique_id: frame.uniqueId,
    action: frame.action,
    error_code: frame.errorCode,
    text: frame.text,
    bytes: frame.bytes,
    truncated: frame.truncated,
  };
}

import type { Range } from './setting-schema.ts';

// The system's timers hold 24 days; a longer one would go off at once.
const timerMax = '24d';

/** A time that something takes. */
export const wait: Range = { min: '100ms', max: timerMax };

/** The same where it may also be for ever, or never. */
export const waitOrNone: Range = { ...wait, zero: true };

/** A heartbeat interval that we assume. */
export const heartbeat: Range = { min: '100ms', max: '1d' };

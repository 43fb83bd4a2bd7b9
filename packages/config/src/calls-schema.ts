import { count, duration, section } from './setting-schema.ts';

/** `gateway.ocpp.calls`. */
export const callsSchema = section('CALLs that the HTTP API sends.', {
  max_waiting: count(1_000, 'live', 'How many callers may wait for an answer at once; the next is refused.', {
    min: 1,
    max: 100_000,
  }),
  max_timeout: duration('5m', 'live', 'How long a caller may wait at most, whatever time it asks for.', {
    min: '1s',
    max: '1h',
  }),
});

import { count, duration, type LeafSchema, section, size } from './setting-schema.ts';

// Expiry is told and counted in whole seconds (MQTT 5 §3.1.2.11.2).
const seconds = (leaf: LeafSchema, shown: string): LeafSchema => ({
  ...leaf,
  pattern: '^\\d{1,8}[smhd]$',
  expects: `a duration of whole seconds such as 60s or 2h, ${shown}`,
});

/** A duration of whole seconds within bounds, or `0s`. */
export const secondsOrNone = (
  value: string,
  apply: LeafSchema['apply'],
  description: string,
  max: string,
): LeafSchema =>
  seconds(duration(value, apply, description, { min: '1s', max, zero: true }), `0s or from 1s to ${max}`);

/** `mqtt.sessions`. */
export const sessionsSchema = section('Sessions that outlive their connection, and what waits in them.', {
  max: count(20_000, 'live', 'How many sessions are kept, connected or not; a client that needs one more is refused.', {
    min: 1,
    max: 10_000_000,
  }),
  max_expiry: secondsOrNone(
    '7d',
    'reconnect',
    'How long a session is kept after its client has gone, whatever the client asks for (those of MQTT 3 ask for ever); `0s` is no limit.',
    '3650d',
  ),
  queue: section('Messages of QoS 1 and 2 that wait for a client, or for its acknowledgement.', {
    max_messages: count(10_000, 'live', 'How many wait for one client; further ones are dropped.', {
      min: 1,
      max: 10_000_000,
    }),
    max_bytes: size('64MB', 'live', 'How many bytes wait for one client; what does not fit is dropped.', {
      min: '1KB',
      max: '64GB',
    }),
    max_age: secondsOrNone('0s', 'live', 'How long a message waits before it is dropped; `0s` is for ever.', '3650d'),
    max_total_bytes: size('1GB', 'live', 'How many bytes wait for all clients together.', {
      min: '1MB',
      max: '1024GB',
    }),
  }),
});

/** `mqtt.retained`. */
export const retainedSchema = section('Retained messages.', {
  max_messages: count(100_000, 'live', 'How many are kept; a further one is only delivered.', {
    min: 1,
    max: 10_000_000,
  }),
  max_bytes: size('256MB', 'live', 'How many bytes of them are kept.', { min: '1KB', max: '64GB' }),
});

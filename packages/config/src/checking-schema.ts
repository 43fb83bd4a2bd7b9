import { actionMap } from './action-map.ts';
import { choice, section } from './setting-schema.ts';

/** What may become of a message that breaks its schema. */
export const checkModes: readonly string[] = ['reject', 'warn', 'off'];

const direction = (whose: string) =>
  choice(
    checkModes,
    'reject',
    'live',
    `What becomes of a message of ${whose} that breaks its schema: an error instead, a warning in the log, or no look at it.`,
  );

/** `gateway.ocpp.message_format_mode`. */
export const messageFormatModeSchema = section(
  'What becomes of messages that break their schemas; a direction that `message_format_checking` leaves out is `off`.',
  {
    upstream: direction('a charge point'),
    dnstream: direction('the MQTT side'),
    actions: actionMap(
      'modes',
      'Modes of single actions, instead of that of their direction.',
      choice(checkModes, 'reject', 'live', 'The mode of this action, in both directions.'),
    ),
  },
);

import { checkModes } from './checking-schema.ts';
import { choice, duration, type LeafSchema, type NamedSchema, type Range, section } from './setting-schema.ts';
import { heartbeat, wait, waitOrNone } from './waits.ts';

const chargePointsMax = 10_000;

const own = (description: string, range: Range): LeafSchema =>
  duration('', 'live', description, { ...range, empty: true });

const version: LeafSchema = {
  ...choice(
    ['', '1.6', '2.0.1', '2.1'],
    '',
    'live',
    'The version of OCPP that it is taken to speak when it connects and offers no subprotocol; empty for 1.6.',
  ),
  // YAML reads 1.6 as a number, and nobody would find out why it is refused.
  expects: '"1.6", "2.0.1" or "2.1" in quotes, or empty',
};

/** `gateway.ocpp.charge_points`. */
export const chargePointsSchema: NamedSchema = {
  type: 'object',
  description:
    'What is different for single charge points, under their identities; what is left empty is as for all. The variable of a ' +
    'single setting can only name identities that a variable may hold and that have no `__`; the others are written as JSON in ' +
    'the variable of the whole, or in another place than the environment.',
  apply: 'live',
  default: {},
  propertyNames: {
    // As the handshake takes identities, and counts their characters. A lone surrogate never comes out of a URL.
    pattern: '^[^:\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff]{1,48}$',
    expects: 'an identity of 1 to 48 characters, without : and control characters',
  },
  additionalProperties: section('What is different for a charge point.', {
    ping_interval: own('How often it is pinged; `0s` is never.', waitOrNone),
    default_heartbeat_interval: own('Its heartbeat interval while it was never told another one.', heartbeat),
    idle_timeout: own('Its socket is closed when nothing came on it for so long, not even a pong.', wait),
    version,
    message_format_mode: choice(
      ['', ...checkModes],
      '',
      'live',
      'What becomes of messages from it and to it that break their schemas, whatever their direction and action.',
    ),
  }),
  maxProperties: chargePointsMax,
  expects: `at most ${chargePointsMax} charge points under their identities`,
};

// The root `gateway.ocpp`. Names and defaults are those of EMQX's OCPP gateway wherever it has the setting.

import { actionMap } from './action-map.ts';
import { authenticationParts } from './authentication-schema.ts';
import { callsSchema } from './calls-schema.ts';
import { chargePointsSchema } from './charge-point-schema.ts';
import { messageFormatModeSchema } from './checking-schema.ts';
import { framesSchema } from './frames-schema.ts';
import { ocppListenersSchema } from './listener-schema.ts';
import { responderSchema } from './responder-schema.ts';
import { choice, count, duration, flag, type LeafSchema, path, section, size, text } from './setting-schema.ts';
import { heartbeat, wait, waitOrNone } from './waits.ts';

// MQTT forbids wildcards in a topic that is published to, and control characters and lone surrogates in any.
const topicCharacters = '[^+#\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff]';

const template = (value: string, description: string): LeafSchema =>
  text(value, 'live', description, {
    pattern: `^${topicCharacters}+$`,
    maxLength: 256,
    expects: 'a topic such as cp/${cid}, without + and #',
  });

const topicOverrides = actionMap(
  'topics',
  'Topics of single actions, instead of `upstream.topic`.',
  template('cp/${cid}', 'The topic of the CALLs of this action.'),
);

const trustedProxies: LeafSchema = {
  type: 'array',
  items: {
    type: 'string',
    unit: 'network',
    expects: 'an address or a network such as 10.0.0.7, 10.0.0.0/8 or fd00::/8',
  },
  maxItems: 100,
  uniqueItems: true,
  default: [],
  description: 'The proxies, or networks of them, whose X-Forwarded-For or Forwarded header is believed.',
  apply: 'reconnect',
  expects: 'a list of up to 100 different addresses and networks',
};

const authentication = section('How charge points prove who they are.', {
  enable: flag(true, 'reconnect', 'Asks charge points who they are.'),
  mechanism: choice(['password_based'], 'password_based', 'reconnect', 'What is asked for: HTTP Basic authentication.'),
  backend: choice(
    ['built_in_database'],
    'built_in_database',
    'reconnect',
    "Where users are kept: in the server's own database.",
  ),
  user_id_type: choice(
    ['username', 'clientid'],
    'username',
    'reconnect',
    'What a stored user is found by: the user name of the Basic header, or the identity in the URL.',
  ),
  password_hash_algorithm: section('How passwords are stored.', {
    name: choice(
      ['scrypt', 'sha256'],
      'scrypt',
      'live',
      'The salted hash for passwords that are stored from now on; `sha256` suits only keys too long to guess.',
    ),
  }),
  bootstrap_file: path(
    '',
    'restart',
    'A CSV or JSON file, read at the start, from which charge-point users are made.',
    'optional',
  ),
  username_must_be_identity: choice(
    ['never', '2.x', 'always'],
    '2.x',
    'reconnect',
    'For which versions of OCPP the user name has to equal the identity in the URL.',
  ),
  ...authenticationParts,
});

/** The root `gateway.ocpp`, in the order of EMQX's table, ours after it. */
export const ocppSchema = section('The OCPP gateway.', {
  enable: flag(true, 'live', 'Off: charge points are closed and refused while the broker goes on.'),
  mountpoint: text('ocpp/', 'live', 'What stands before every topic below.', {
    pattern: `^${topicCharacters}*$`,
    maxLength: 256,
    expects: 'the beginning of a topic such as ocpp/, without + and #',
  }),
  default_heartbeat_interval: duration(
    '60s',
    'live',
    'The heartbeat interval of a charge point that was never told another one.',
    heartbeat,
  ),
  heartbeat_checking_times_backoff: count(
    1,
    'live',
    'How many heartbeat intervals (at least one) may pass in silence, half an interval of grace besides.',
    { min: 0, max: 20 },
  ),
  message_format_checking: choice(
    ['all', 'upstream_only', 'dnstream_only', 'disable'],
    'all',
    'live',
    'Whose CALLs and CALLRESULTs are held against the schemas: both sides, the charge point, the MQTT side, or nobody.',
  ),
  json_schema_dir: path('', 'live', 'A folder of JSON Schemas that take the place of those shipped.', 'optional'),
  json_schema_id_prefix: text(
    'urn:OCPP:1.6:2019:12:',
    'live',
    'What stands in the `$id` of a schema before the action and `Request` or `Response`.',
    { pattern: '^[!-~]*$', expects: 'a text without spaces such as urn:OCPP:1.6:2019:12:', maxLength: 256 },
  ),
  idle_timeout: duration(
    '30s',
    'live',
    'A socket on which nothing came for so long, not even a pong, is closed.',
    wait,
  ),
  upstream: section('Topics of what charge points send.', {
    topic: template('cp/${cid}', 'The topic of their CALLs.'),
    reply_topic: template('cp/${cid}/Reply', 'The topic of their CALLRESULTs.'),
    error_topic: template(
      'cp/${cid}/Reply',
      'The topic of their CALLERRORs, and of ours about what we could not deliver.',
    ),
    topic_override_mapping: topicOverrides,
  }),
  dnstream: section('What goes to charge points.', {
    topic: template('cs/${cid}', 'The topic that is listened to for a charge point.'),
    max_mqueue_len: count(
      100,
      'live',
      'How many CALLs wait for one charge point; the next is refused with an error to its sender.',
      { min: 0, max: 10_000 },
    ),
  }),
  message_format_mode: messageFormatModeSchema,
  strict_call_order: flag(true, 'live', 'Sends a charge point one CALL at a time, as OCPP demands.'),
  call_timeout: duration('30s', 'live', 'How long a charge point may take to answer a CALL.', wait),
  call_timeout_overrides: actionMap(
    'durations',
    'Timeouts of single actions, instead of `call_timeout`.',
    duration('30s', 'live', 'How long a charge point may take to answer a CALL of this action.', wait),
  ),
  reply_timeout: duration(
    '60s',
    'live',
    'How long the MQTT side may take before we answer a charge point with InternalError; `0s` is for ever.',
    waitOrNone,
  ),
  retry_window: duration(
    '60s',
    'live',
    'How long a CALL that a charge point repeats under its id gets the answer that it got, and is not published again; `0s` is never.',
    { min: '100ms', max: '1d', zero: true },
  ),
  presence: section('The retained message that says whether a charge point is here.', {
    topic: text('cp/${cid}/Presence', 'live', 'Its topic; empty for no such message.', {
      pattern: `^${topicCharacters}*$`,
      maxLength: 256,
      expects: 'a topic such as cp/${cid}/Presence, without + and #, or empty for none',
    }),
  }),
  boot_gate: flag(
    false,
    'live',
    'Answers SecurityError to the CALLs of a charge point whose BootNotification was not accepted yet.',
  ),
  responder: responderSchema,
  offline_policy: choice(
    ['fail', 'queue'],
    'fail',
    'live',
    'What becomes of a message for a charge point that is not connected: an error to its sender, or a place in its queue.',
  ),
  offline_ttl: duration(
    '1h',
    'live',
    'With `queue`: how long such a message waits before its sender gets the error.',
    wait,
  ),
  ping_interval: duration('20s', 'live', 'How often charge points are pinged; `0s` is never.', waitOrNone),
  max_frame_size: size('64KB', 'reconnect', 'The largest frame of a charge point, unpacked; a larger one closes it.', {
    min: '1KB',
    max: '16MB',
  }),
  security_profile_downgrade: choice(
    ['allow', 'refuse'],
    'allow',
    'reconnect',
    'Whether a charge point may come back with a lower security profile of OCPP than the highest that it ever used.',
  ),
  trusted_proxies: trustedProxies,
  calls: callsSchema,
  frames: framesSchema,
  charge_points: chargePointsSchema,
  authentication,
  listeners: ocppListenersSchema,
});

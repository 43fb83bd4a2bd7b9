import { choice, duration, flag, type LeafSchema, section } from './setting-schema.ts';

const idTagsMax = 1000;

const idTags: LeafSchema = {
  type: 'array',
  items: {
    type: 'string',
    // 255 characters are what OCPP 2.1 allows, the longest of the three.
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]{1,255}$',
    expects: 'an idTag of 1 to 255 characters, as text',
  },
  maxItems: idTagsMax,
  uniqueItems: true,
  default: [],
  description: 'With `list`: the idTags, or idTokens of OCPP 2.x, that are accepted.',
  apply: 'live',
  expects: `a list of up to ${idTagsMax} different idTags`,
};

// BootNotification tells it in whole seconds.
const heartbeatInterval: LeafSchema = {
  ...duration('300s', 'live', 'The heartbeat interval that its answers to BootNotification tell.', {
    min: '1s',
    max: '1d',
  }),
  pattern: '^\\d{1,8}[smhd]$',
  expects: 'a duration of whole seconds such as 60s or 5m, from 1s to 1d',
};

/** `gateway.ocpp.responder`. */
export const responderSchema = section(
  'Answers of our own to BootNotification, Heartbeat, StatusNotification and Authorize while no CSMS gives any.',
  {
    enable: flag(false, 'live', 'Gives such answers; the messages are published all the same.'),
    after: duration('1s', 'live', 'How long a CSMS may take before the answer is ours; `0s` is at once.', {
      min: '100ms',
      max: '1h',
      zero: true,
    }),
    heartbeat_interval: heartbeatInterval,
    authorize: choice(
      ['accept_all', 'list'],
      'accept_all',
      'live',
      'Which idTags it accepts: all, or those of the list.',
    ),
    id_tags: idTags,
  },
);

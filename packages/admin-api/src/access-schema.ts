import type { Schema } from './operation.ts';
import { exact, text, time } from './schema-parts.ts';

const QOS: Schema = { type: 'integer', enum: [0, 1, 2] };
const RULES_MAX = 100;

/** A rule as a body has it; qos and retain left out are any. */
const givenRule: Schema = {
  type: 'object',
  required: ['topic', 'permission', 'action'],
  properties: {
    topic: text('Topic filter, with `${username}` and `${clientid}`, or `eq ` and a filter meant literally', {
      minLength: 1,
      maxLength: 4096,
    }),
    permission: text('What the rule says', { enum: ['allow', 'deny'] }),
    action: text('What it is about', { enum: ['publish', 'subscribe', 'all'] }),
    qos: { type: 'array', items: QOS, minItems: 1, maxItems: 3, description: 'Which QoS; all when left out' },
    retain: { enum: [true, false, 'all'], description: 'Which retain flag of a publish; `all` when left out' },
  },
};

const rule = exact({
  topic: text('Topic filter'),
  permission: text('What the rule says', { enum: ['allow', 'deny'] }),
  action: text('What it is about', { enum: ['publish', 'subscribe', 'all'] }),
  qos: { type: 'array', items: QOS },
  retain: { enum: [true, false, 'all'] },
});

/** The rules of one list in a body. */
export const givenRules: Schema = {
  type: 'array',
  items: givenRule,
  maxItems: RULES_MAX,
  description: 'The rules in order; the first that matches decides',
};

/** The rules of one list in a backup, with nothing beside what a rule has. */
export const backedUpRules: Schema = { ...givenRules, items: { ...givenRule, additionalProperties: false } };

const rules: Schema = { type: 'array', items: { $ref: 'TopicRule#' } };

/** The schemas of topic rules, of what no rule speaks of, and of bans. */
export const accessSchemas: Readonly<Record<string, Schema>> = {
  TopicRule: rule,
  UserTopicRules: exact({ username: text('Name of the user'), rules }),
  ClientTopicRules: exact({ clientid: text('Client id'), rules }),
  TopicRules: exact({ rules }),
  AuthorizationSettings: exact({
    no_match: text('What becomes of what no rule speaks of', { enum: ['allow', 'deny'] }),
    deny_action: text('What a client meets that does what it may not', { enum: ['ignore', 'disconnect'] }),
    charge_point_topics: text('Who may use the topics of charge points when no rule speaks of them', {
      enum: ['users', 'rules', 'open'],
    }),
    cache: exact({ enable: { type: 'boolean', const: false, description: 'There is nothing to switch on' } }),
  }),
  Ban: exact({
    as: text('What of a client is looked at', { enum: ['clientid', 'username', 'peerhost', 'peerhost_net'] }),
    who: text('The client id, user name, address or network'),
    by: text('Who banned them'),
    reason: text('Why'),
    at: time('Since when'),
    until: text('RFC 3339, or `infinity`'),
  }),
};

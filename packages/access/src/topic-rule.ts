// Topic rules in EMQX's shape: who may publish and subscribe to what. Whatever comes from outside goes through `parseTopicRules`.

import { isTopicFilter, type QoS } from '@ocpp-broker/mqtt';
import { placeholdersOf, render } from './template.ts';

/** One rule. The first that matches decides. */
export type TopicRule = {
  /**
   * A topic filter, with `${username}` and `${clientid}` anywhere in it; or `eq ` and a filter that is meant literally: for a
   * subscription it matches this very filter, not what the filter matches.
   */
  readonly topic: string;
  readonly permission: 'allow' | 'deny';
  readonly action: 'publish' | 'subscribe' | 'all';
  /** Of the PUBLISH, or asked for in SUBSCRIBE; left out: any. */
  readonly qos?: readonly QoS[] | undefined;
  /** The RETAIN flag of a PUBLISH; left out or `all`: any. Subscriptions do not have it. */
  readonly retain?: boolean | 'all' | undefined;
};

/** Whom a list of rules is for. */
export type RuleSubject = { readonly kind: 'clientid' | 'username'; readonly name: string } | { readonly kind: 'all' };

/** The rules of one subject, in order. */
export type RuleList = { readonly subject: RuleSubject; readonly rules: readonly TopicRule[] };

/** Rules, or what is wrong with the first that is wrong. */
export type ParsedRules =
  | { readonly ok: true; readonly rules: readonly TopicRule[] }
  | { readonly ok: false; readonly problem: string };

/** Rules in one list; each message may be held against all of them. */
export const RULES_PER_LIST_MAX = 100;

/** What a rule's topic may measure. */
export const RULE_TOPIC_LIMITS = { topicBytesMax: 4_096, topicLevelsMax: 100 } as const;

const literalPrefix = 'eq ';
const placeholderNames: readonly string[] = ['username', 'clientid'];

/** The filter after `eq `, or undefined when the topic is no literal. */
export function literalFilter(topic: string): string | undefined {
  return topic.startsWith(literalPrefix) ? topic.slice(literalPrefix.length) : undefined;
}

/**
 * Reads rules as EMQX takes them: `pub` and `sub` for the actions, `topics` in place of `topic`, a QoS as number, text or list, a retain
 * flag also as 0, 1 or text. A rule with several topics becomes several rules.
 */
export function parseTopicRules(value: unknown): ParsedRules {
  if (!Array.isArray(value)) return { ok: false, problem: 'the rules are no list' };
  const rules: TopicRule[] = [];
  for (const [at, item] of value.entries()) {
    const parsed = parseRule(item);
    if (typeof parsed === 'string') return { ok: false, problem: `rule ${at}: ${parsed}` };
    rules.push(...parsed);
    if (rules.length > RULES_PER_LIST_MAX)
      return { ok: false, problem: `there are more than ${RULES_PER_LIST_MAX} rules` };
  }
  return { ok: true, rules };
}

/** What is wrong with the topic of a rule; undefined when nothing is. */
export function topicProblem(topic: string): string | undefined {
  const literal = literalFilter(topic);
  if (literal !== undefined) {
    return isTopicFilter(literal, RULE_TOPIC_LIMITS) ? undefined : 'what stands behind eq is no topic filter';
  }
  const unknown = placeholdersOf(topic).find((name) => !placeholderNames.includes(name));
  if (unknown !== undefined) return `there is no placeholder \${${unknown}}`;
  const filled = render(topic, { username: 'x', clientid: 'x' }) ?? '';
  return isTopicFilter(filled, RULE_TOPIC_LIMITS) ? undefined : 'the topic is no topic filter';
}

function parseRule(value: unknown): readonly TopicRule[] | string {
  if (!isRecord(value)) return 'it is no object';
  const topics = topicsOf(value);
  if (topics === undefined) return 'topic has to be a text, or topics a list of texts';
  for (const topic of topics) {
    const problem = topicProblem(topic);
    if (problem !== undefined) return problem;
  }
  const { permission } = value;
  if (permission !== 'allow' && permission !== 'deny') return 'permission has to be allow or deny';
  const action = actionOf(value.action);
  if (action === undefined) return 'action has to be publish, subscribe or all';
  const qos = qosOf(value.qos);
  if (qos === undefined) return 'qos has to be of 0, 1, 2';
  const retain = retainOf(value.retain);
  if (retain === undefined) return 'retain has to be true, false or all';
  return topics.map((topic) => ({
    topic,
    permission,
    action,
    ...(qos === 'all' ? {} : { qos }),
    ...(retain === 'all' ? {} : { retain }),
  }));
}

function topicsOf({ topic, topics }: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  if (typeof topic === 'string') return [topic];
  const isList = topic === undefined && Array.isArray(topics) && topics.length <= RULES_PER_LIST_MAX;
  return isList && topics.every((item) => typeof item === 'string') ? topics : undefined;
}

function actionOf(value: unknown): TopicRule['action'] | undefined {
  switch (value) {
    case 'publish':
    case 'pub':
      return 'publish';
    case 'subscribe':
    case 'sub':
      return 'subscribe';
    case 'all':
      return 'all';
  }
  return undefined;
}

function qosOf(value: unknown): readonly QoS[] | 'all' | undefined {
  if (value === undefined || value === null) return 'all';
  const items: readonly unknown[] = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? value.split(',')
      : [value];
  const numbers = items.map((item) => (typeof item === 'string' ? Number(item.trim() || 'none') : item));
  // An empty list would be a rule that never matches, which nobody means.
  if (numbers.length === 0 || !numbers.every(isQoS)) return undefined;
  const given = ([0, 1, 2] as const).filter((qos) => numbers.includes(qos));
  return given.length === 3 ? 'all' : given;
}

function isQoS(value: unknown): value is QoS {
  return value === 0 || value === 1 || value === 2;
}

function retainOf(value: unknown): boolean | 'all' | undefined {
  if (value === undefined || value === null || value === 'all') return 'all';
  if (value === true || value === 'true' || value === 1 || value === '1') return true;
  if (value === false || value === 'false' || value === 0 || value === '0') return false;
  return undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

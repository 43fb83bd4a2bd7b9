// The rules of one identity, ready to be asked; docs/decisions/0012-topic-rules-narrow-deliveries.md says why they answer as they do.

import { filterCovers, filtersOverlap, hasWildcard, type QoS, topicMatches } from '@ocpp-broker/mqtt';
import { render } from './template.ts';
import { literalFilter, type TopicRule } from './topic-rule.ts';

/** Whose rules they are: what the placeholders stand for. */
export type RuleNames = { readonly clientId: string; readonly username: string | undefined };

type CompiledRule = {
  readonly isAllow: boolean;
  readonly filter: string;
  readonly isLiteral: boolean;
  /** Bit n: QoS n. */
  readonly qosBits: number;
  readonly retain: boolean | 'all';
};

const allQosBits = 0b111;

/** Rules of one identity, in order: the first that matches decides. */
export class CompiledRules {
  /** Whether a granted subscription may still match a topic that must not be delivered. */
  readonly canNarrow: boolean;
  readonly #publishing: readonly CompiledRule[];
  readonly #subscribing: readonly CompiledRule[];
  readonly #isAllowedOtherwise: boolean;

  /** `noMatch` is what is said of that which no rule matches. */
  constructor(rules: readonly TopicRule[], names: RuleNames, noMatch: 'allow' | 'deny') {
    this.#publishing = compile(rules, 'publish', names);
    this.#subscribing = compile(rules, 'subscribe', names);
    this.#isAllowedOtherwise = noMatch === 'allow';
    // Without a deny every topic of a granted subscription is allowed, unless the rules were others when it was granted.
    this.canNarrow = !this.#isAllowedOtherwise || this.#subscribing.some(deniesTopics);
  }

  mayPublish(topic: string, qos: QoS, retain: boolean): boolean {
    for (const rule of this.#publishing) {
      if (!hasQos(rule, qos) || (rule.retain !== 'all' && rule.retain !== retain)) continue;
      if (rule.isLiteral ? rule.filter === topic : topicMatches(rule.filter, topic)) return rule.isAllow;
    }
    return this.#isAllowedOtherwise;
  }

  /** `filter` is an ordinary one, without `$share/<group>/`. */
  maySubscribe(filter: string, qos: QoS): boolean {
    for (const rule of this.#subscribing) {
      if (!hasQos(rule, qos)) continue;
      if (rule.isLiteral ? rule.filter === filter : filterCovers(rule.filter, filter)) return rule.isAllow;
      // Deliveries know nothing of the QoS that was asked for, so that they could not be narrowed by this rule.
      if (isPartial(rule) && !rule.isAllow && !rule.isLiteral && filtersOverlap(rule.filter, filter)) return false;
    }
    return this.#isAllowedOtherwise;
  }

  /**
   * Whether a message may go to whoever has been granted a subscription that matches. QoS decides about subscriptions only. A literal
   * allow lets through what its filter matches: whoever has it may subscribe to that.
   */
  mayReceive(topic: string): boolean {
    for (const rule of this.#subscribing) {
      if (!rule.isAllow && !deniesTopics(rule)) continue;
      if (topicMatches(rule.filter, topic)) return rule.isAllow;
    }
    return this.#isAllowedOtherwise;
  }
}

function compile(
  rules: readonly TopicRule[],
  action: 'publish' | 'subscribe',
  names: RuleNames,
): readonly CompiledRule[] {
  return rules.flatMap((rule) => {
    if (rule.action !== 'all' && rule.action !== action) return [];
    const literal = literalFilter(rule.topic);
    const filter = literal ?? filled(rule, names);
    if (filter === undefined) return [];
    const qosBits = rule.qos?.reduce((bits: number, qos) => bits | (1 << qos), 0) ?? allQosBits;
    const isAllow = rule.permission === 'allow';
    return [{ isAllow, filter, isLiteral: literal !== undefined, qosBits, retain: rule.retain ?? 'all' }];
  });
}

/**
 * The filter with the names put in; undefined when it can match nothing. A name with a wildcard in it would widen the filter. One with a
 * slash would reach into the names of others, which must not allow anything; but whoever chooses such a name must not escape a deny.
 */
function filled({ topic, permission }: TopicRule, { clientId, username }: RuleNames): string | undefined {
  const unusable = permission === 'allow' ? /[+#/]/ : /[+#]/;
  const usable = (name: string | undefined) =>
    name === undefined || name === '' || unusable.test(name) ? undefined : name;
  return render(topic, { clientid: usable(clientId), username: usable(username) });
}

/** Whether a rule keeps topics from being delivered: a literal with wildcards is about one spelling of a subscription only. */
function deniesTopics(rule: CompiledRule): boolean {
  return !rule.isAllow && !isPartial(rule) && !(rule.isLiteral && hasWildcard(rule.filter));
}

function isPartial(rule: CompiledRule): boolean {
  return rule.qosBits !== allQosBits;
}

function hasQos(rule: CompiledRule, qos: QoS): boolean {
  return (rule.qosBits & (1 << qos)) !== 0;
}

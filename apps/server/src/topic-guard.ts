// Who may publish, subscribe to and receive what. In this order: nobody but the gateway speaks for charge points; superusers may do the rest;
// what the topic rules say counts; where they say nothing, `$SYS` is nobody's, topics of charge points are for whom the settings say,
// and for all else there is `no_match`.

import { RuleLists, TopicRules } from '@ocpp-broker/access';
import type { ClientIdentity, TopicGuard } from '@ocpp-broker/broker';
import type { Settings } from '@ocpp-broker/config';
import type { QoS } from '@ocpp-broker/mqtt';
import { type ChargePointTopics, chargePointTopics, isWithin } from './charge-point-topics.ts';
import { KnownClient } from './known-client.ts';

/** The gateway's topics, one by one. */
export interface GatewayTopics {
  /** Whether only charge points speak on the topic. */
  ownsTopic(topic: string): boolean;
  /** Undefined when it is not the topic of a charge point that hears it. */
  identityOfDownstream(topic: string): string | undefined;
}

/** What the guard is made of; `topics` may be asked for as soon as clients come. `now` is in milliseconds since 1970. */
export type AccessGuardParts = {
  readonly lists: RuleLists;
  readonly topics: () => GatewayTopics;
  readonly now: () => number;
};

/** How the settings have the guard decide. */
type Policy = {
  /** Says no where no rule speaks. */
  readonly allowed: TopicRules;
  /** Says yes where no rule speaks. */
  readonly undenied: TopicRules;
  readonly isAllowedOtherwise: boolean;
  readonly chargePointTopics: 'users' | 'rules' | 'open';
  readonly isLoginNeeded: boolean;
  readonly topics: readonly ChargePointTopics[];
};

/** The broker's guard, over topic rules and settings. */
export class AccessGuard implements TopicGuard {
  readonly #parts: AccessGuardParts;
  readonly #stored: Pick<Policy, 'allowed' | 'undenied'>;
  readonly #none: Pick<Policy, 'allowed' | 'undenied'>;
  #policy: Policy;

  constructor(parts: AccessGuardParts, settings: Settings) {
    this.#parts = parts;
    this.#stored = rulesOver(parts.lists, parts.now);
    // What came with a login counts all the same.
    this.#none = rulesOver(new RuleLists(), parts.now);
    this.#policy = this.#policyOf(settings);
  }

  /** Counts from the next question on. */
  reconfigure(settings: Settings): void {
    this.#policy = this.#policyOf(settings);
  }

  mayPublish(client: ClientIdentity, topic: string, qos: QoS, retain: boolean): boolean {
    const who = knownClient(client);
    if (who === undefined || this.#parts.topics().ownsTopic(topic)) return false;
    return this.#rulesFor(this.#isUsual(who, topic)).mayPublish(who, topic, qos, retain);
  }

  maySubscribe(client: ClientIdentity, filter: string, qos: QoS): boolean {
    const who = knownClient(client);
    if (who === undefined) return false;
    const { topics, isAllowedOtherwise } = this.#policy;
    const isUsual = isWithin(topics, filter) ? this.#isOpenTo(who) : isAllowedOtherwise && !isSystem(filter);
    return this.#rulesFor(isUsual).maySubscribe(who, filter, qos);
  }

  /** Anybody else may have a subscription from a time when he might: as a superuser, or by a rule that is gone. */
  isNarrowed(client: ClientIdentity): boolean {
    return !client.superuser;
  }

  mayReceive(client: ClientIdentity, topic: string): boolean {
    const who = knownClient(client);
    if (who === undefined) return false;
    return this.#rulesFor(!isSystem(topic) && this.#isUsual(who, topic)).mayReceive(who, topic);
  }

  #rulesFor(isUsual: boolean): TopicRules {
    const { undenied, allowed } = this.#policy;
    return isUsual ? undenied : allowed;
  }

  /** What is said of a topic that no rule speaks of. */
  #isUsual(who: KnownClient, topic: string): boolean {
    const { isAllowedOtherwise } = this.#policy;
    const isOpen = this.#isOpenTo(who);
    if (isOpen === isAllowedOtherwise) return isOpen;
    const topics = this.#parts.topics();
    const isOfChargePoint = topics.identityOfDownstream(topic) !== undefined || topics.ownsTopic(topic);
    return isOfChargePoint ? isOpen : isAllowedOtherwise;
  }

  #isOpenTo({ isProven }: KnownClient): boolean {
    const { chargePointTopics: whose, isLoginNeeded } = this.#policy;
    return whose === 'open' || (whose === 'users' && (isProven || !isLoginNeeded));
  }

  #policyOf({ mqtt: { authorization, authentication }, gateway }: Settings): Policy {
    return {
      ...(authorization.built_in_database.enable ? this.#stored : this.#none),
      isAllowedOtherwise: authorization.no_match === 'allow',
      chargePointTopics: authorization.charge_point_topics,
      isLoginNeeded: authentication.enable,
      topics: chargePointTopics(gateway.ocpp),
    };
  }
}

function rulesOver(lists: RuleLists, now: () => number): Pick<Policy, 'allowed' | 'undenied'> {
  return {
    allowed: new TopicRules({ lists, noMatch: 'deny', now }),
    undenied: new TopicRules({ lists, noMatch: 'allow', now }),
  };
}

/** Undefined for somebody who did not come by our authenticator. */
function knownClient({ rights }: ClientIdentity): KnownClient | undefined {
  return rights instanceof KnownClient ? rights : undefined;
}

function isSystem(topicOrFilter: string): boolean {
  return topicOrFilter === '$SYS' || topicOrFilter.startsWith('$SYS/');
}

import { parseShared, type QoS } from '@ocpp-broker/mqtt';
import { AccessList } from './access-list.ts';
import { CompiledRules } from './compiled-rules.ts';
import type { RuleLookup } from './rule-lists.ts';

/** Who asks. Use one object for one connection: what was found out about it is kept as long as the object is. */
export type AccessIdentity = {
  readonly clientId: string;
  readonly username: string | undefined;
  readonly superuser: boolean;
  /** What came with the login: an `AccessList`, or nothing that matters here. */
  readonly rights?: object | undefined;
};

/** What is said where no rule matches. */
export type NoMatch = 'allow' | 'deny';

export type TopicRulesParts = {
  readonly lists: RuleLookup;
  readonly noMatch: NoMatch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

type Compiled = { readonly generation: number; readonly noMatch: NoMatch; readonly rules: CompiledRules };

/**
 * Who may publish, subscribe to and receive what: the rules of the login, then those of the client id, of the user, of all. A changed rule
 * counts from the next question on.
 */
export class TopicRules {
  readonly #lists: RuleLookup;
  readonly #now: () => number;
  /** As many as there are identities in the hands of others: connections, that is. */
  readonly #compiled = new WeakMap<AccessIdentity, Compiled>();
  #noMatch: NoMatch;

  constructor({ lists, noMatch, now }: TopicRulesParts) {
    this.#lists = lists;
    this.#noMatch = noMatch;
    this.#now = now;
  }

  reconfigure({ noMatch }: { readonly noMatch: NoMatch }): void {
    this.#noMatch = noMatch;
  }

  mayPublish(identity: AccessIdentity, topic: string, qos: QoS, retain: boolean): boolean {
    if (identity.superuser) return true;
    return !this.#isExpired(identity) && this.#rulesOf(identity).mayPublish(topic, qos, retain);
  }

  /**
   * Whether a subscription is granted: an allow covers it wholly, and no deny before does. A deny that covers a part of it takes that part
   * from what is delivered. `$share/<group>/<filter>` is as `<filter>`.
   */
  maySubscribe(identity: AccessIdentity, filter: string, qos: QoS): boolean {
    if (identity.superuser) return true;
    if (this.#isExpired(identity)) return false;
    return this.#rulesOf(identity).maySubscribe(parseShared(filter)?.filter ?? filter, qos);
  }

  /** Whether a message may be delivered to a subscriber; unless `isNarrowed` there is no need to ask. */
  mayReceive(identity: AccessIdentity, topic: string): boolean {
    if (identity.superuser) return true;
    return !this.#isExpired(identity) && this.#rulesOf(identity).mayReceive(topic);
  }

  /** Whether `mayReceive` could say no; it can change with the rules, not with time. */
  isNarrowed(identity: AccessIdentity): boolean {
    if (identity.superuser) return false;
    return aclOf(identity)?.expiresAt !== undefined || this.#rulesOf(identity).canNarrow;
  }

  #isExpired(identity: AccessIdentity): boolean {
    const expiresAt = aclOf(identity)?.expiresAt;
    return expiresAt !== undefined && expiresAt <= this.#now();
  }

  #rulesOf(identity: AccessIdentity): CompiledRules {
    const { generation } = this.#lists;
    const known = this.#compiled.get(identity);
    if (known !== undefined && known.generation === generation && known.noMatch === this.#noMatch) return known.rules;
    const rules = this.#compile(identity);
    this.#compiled.set(identity, { generation, noMatch: this.#noMatch, rules });
    return rules;
  }

  #compile(identity: AccessIdentity): CompiledRules {
    const { clientId, username } = identity;
    const acl = aclOf(identity);
    if (acl?.noMatch === 'deny') return new CompiledRules(acl.rules, identity, 'deny');
    const stored = [
      ...this.#lists.find({ kind: 'clientid', name: clientId }),
      ...(username === undefined ? [] : this.#lists.find({ kind: 'username', name: username })),
      ...this.#lists.find({ kind: 'all' }),
    ];
    return new CompiledRules([...(acl?.rules ?? []), ...stored], identity, this.#noMatch);
  }
}

function aclOf({ rights }: AccessIdentity): AccessList | undefined {
  return rights instanceof AccessList ? rights : undefined;
}

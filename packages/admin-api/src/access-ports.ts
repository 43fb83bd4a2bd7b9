// What the HTTP API needs to say who may do what, see ports.ts.

import type { MaybePromise } from './maybe-promise.ts';

/** What somebody may publish or subscribe to; the first rule that matches decides. */
export type TopicRule = {
  /** A filter, perhaps with `${username}` and `${clientid}`, or `eq ` and a filter meant literally. */
  readonly topic: string;
  readonly permission: 'allow' | 'deny';
  readonly action: 'publish' | 'subscribe' | 'all';
  /** Left out: any. */
  readonly qos?: readonly (0 | 1 | 2)[] | undefined;
  /** Left out or `all`: any. */
  readonly retain?: boolean | 'all' | undefined;
};

/** Whom a list of rules is for: a client id, a user, or all. */
export type TopicRuleSubject =
  | { readonly kind: 'clientid' | 'username'; readonly name: string }
  | { readonly kind: 'all' };

/** The rules of one subject, in order. */
export type TopicRuleList = { readonly subject: TopicRuleSubject; readonly rules: readonly TopicRule[] };

/** Which lists; pages count from 1. `likeName` is a part of the name, taken literally. */
export type TopicRuleQuery = {
  readonly kind: 'clientid' | 'username';
  readonly page: number;
  readonly limit: number;
  readonly likeName?: string;
};

/**
 * The topic rules of MQTT clients; a change counts at once. `full` says that there are too many lists or rules. What can be no rule is
 * thrown as an exception that `faultOf` knows.
 */
export interface TopicRuleRepository {
  /** `count` is the number of lists that match, on all pages. The order is stable. */
  list(query: TopicRuleQuery): MaybePromise<{ readonly data: readonly TopicRuleList[]; readonly count: number }>;
  find(subject: TopicRuleSubject): MaybePromise<readonly TopicRule[] | null>;
  /** Adds all of the lists or none; `exists` when one of the subjects has rules already, or is named twice. */
  add(lists: readonly TopicRuleList[]): MaybePromise<'added' | 'exists' | 'full'>;
  /** Puts a list in the place of the present one. */
  put(subject: TopicRuleSubject, rules: readonly TopicRule[]): MaybePromise<'put' | 'full'>;
  /** Whether there was one. */
  remove(subject: TopicRuleSubject): MaybePromise<boolean>;
  clear(): MaybePromise<void>;
}

/** What of a client a ban looks at. */
export type BanKind = 'clientid' | 'username' | 'peerhost' | 'peerhost_net';

/** Somebody who may not connect. */
export type Ban = {
  readonly as: BanKind;
  /** The client id, user name, address, or network (`192.0.2.0/24`). */
  readonly who: string;
  readonly by: string;
  readonly reason: string;
  readonly at: number;
  readonly until: number | 'infinity';
};

/** The bans. A name or an address that is none is thrown as an exception that `faultOf` knows. */
export interface BanRepository {
  /** Those that are not over, in a stable order. */
  list(): MaybePromise<Iterable<Ban>>;
  /** `exists`: there is one of that kind and name, which stays. */
  add(ban: Ban): MaybePromise<'added' | 'exists' | 'full'>;
  /** Whether there was such a ban. */
  remove(as: BanKind, who: string): MaybePromise<boolean>;
  clear(): MaybePromise<void>;
}

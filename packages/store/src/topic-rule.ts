import type { Page, Paging } from './paging.ts';
import { StoreError } from './store-error.ts';

/** What somebody may publish or subscribe to; the first rule that matches decides. */
export type TopicRule = {
  /** A filter, perhaps with `${username}` and `${clientid}`, or `eq ` and a filter meant literally; what it means is not looked at here. */
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

/** Which of the lists; ordered by name. */
export type TopicRuleQuery = Paging & {
  readonly kind: 'clientid' | 'username';
  /** A part of the name, in the same case. */
  readonly likeName?: string;
};

/**
 * Topic rules. Rejects with a StoreError `store_invalid_value` on a list that is out of bounds; `full` says that there are too many lists
 * or rules, and that nothing was changed.
 */
export interface TopicRuleRepository {
  /** Every list, to be kept in memory by whoever asks for each message. */
  load(): Promise<readonly TopicRuleList[]>;
  list(query: TopicRuleQuery): Promise<Page<TopicRuleList>>;
  find(subject: TopicRuleSubject): Promise<readonly TopicRule[] | null>;
  /** Adds lists, all of them or none; `exists` when one of the subjects has a list already, or is named twice. */
  add(lists: readonly TopicRuleList[]): Promise<'added' | 'exists' | 'full'>;
  /** Puts a list in the place of the subject's present one. */
  put(subject: TopicRuleSubject, rules: readonly TopicRule[]): Promise<'put' | 'full'>;
  /** Resolves to whether there was one. */
  remove(subject: TopicRuleSubject): Promise<boolean>;
  clear(): Promise<void>;
}

/** Rules in one list. */
export const TOPIC_RULES_PER_LIST_MAX = 100;
const NAME_LENGTH_MAX = 1_024;
const TOPIC_LENGTH_MAX = 4_096;

/** Throws a StoreError when the list is out of bounds. */
export function checkTopicRuleList({ subject, rules }: TopicRuleList): void {
  if (subject.kind !== 'all' && (subject.name === '' || subject.name.length > NAME_LENGTH_MAX)) {
    throw new StoreError('store_invalid_value', `a ${subject.kind} has 1 to ${NAME_LENGTH_MAX} characters`);
  }
  if (rules.length > TOPIC_RULES_PER_LIST_MAX) {
    throw new StoreError('store_invalid_value', `a list has at most ${TOPIC_RULES_PER_LIST_MAX} rules`);
  }
  if (rules.some(({ topic }) => topic === '' || topic.length > TOPIC_LENGTH_MAX)) {
    throw new StoreError('store_invalid_value', `the topic of a rule has 1 to ${TOPIC_LENGTH_MAX} characters`);
  }
}

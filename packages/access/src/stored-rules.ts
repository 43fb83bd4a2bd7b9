import { AccessError } from './access-error.ts';
import type { RuleLists } from './rule-lists.ts';
import { RULES_PER_LIST_MAX, type RuleList, type RuleSubject, type TopicRule, topicProblem } from './topic-rule.ts';

/** Where the lists of rules outlive the process. */
export interface RuleStore {
  load(): Promise<readonly RuleList[]>;
  /** All of them or none. */
  add(lists: readonly RuleList[]): Promise<'added' | 'exists' | 'full'>;
  put(subject: RuleSubject, rules: readonly TopicRule[]): Promise<'put' | 'full'>;
  remove(subject: RuleSubject): Promise<boolean>;
  clear(): Promise<void>;
}

export type StoredRulesParts = { readonly store: RuleStore; readonly lists: RuleLists };

/**
 * Changes the rules in memory and in the store alike. What is in memory counts at once; where the store cannot keep it, it is taken back.
 * Rules that could never match are an AccessError.
 */
export class StoredRules {
  readonly #store: RuleStore;
  readonly #lists: RuleLists;

  private constructor({ store, lists }: StoredRulesParts) {
    this.#store = store;
    this.#lists = lists;
  }

  /** Loads what is stored into `lists`. Rejects when there is no room for all of it: with rules missing, others would decide. */
  static async open(parts: StoredRulesParts): Promise<StoredRules> {
    for (const { subject, rules } of await parts.store.load()) {
      if (parts.lists.put(subject, rules) === 'put') continue;
      throw new AccessError('access_invalid_rule', 'more topic rules are stored than there may be');
    }
    return new StoredRules(parts);
  }

  /** Adds all of the lists or none; `exists` when one of the subjects has rules already, or is named twice. */
  async add(added: readonly RuleList[]): Promise<'added' | 'exists' | 'full'> {
    for (const { rules } of added) checkRules(rules);
    const put: RuleList[] = [];
    const takeBack = () => {
      for (const { subject, rules } of put) this.#restore(subject, rules, undefined);
    };
    for (const list of added) {
      const outcome = this.#lists.has(list.subject) ? 'exists' : this.#lists.put(list.subject, list.rules);
      if (outcome !== 'put') {
        takeBack();
        return outcome;
      }
      put.push(list);
    }
    try {
      const outcome = await this.#store.add(added);
      if (outcome !== 'added') takeBack();
      return outcome;
    } catch (error) {
      takeBack();
      throw error;
    }
  }

  /** Puts a list in the place of the present one. */
  async put(subject: RuleSubject, rules: readonly TopicRule[]): Promise<'put' | 'full'> {
    checkRules(rules);
    const before = this.#present(subject);
    if (this.#lists.put(subject, rules) === 'full') return 'full';
    try {
      const outcome = await this.#store.put(subject, rules);
      if (outcome === 'full') this.#restore(subject, rules, before);
      return outcome;
    } catch (error) {
      this.#restore(subject, rules, before);
      throw error;
    }
  }

  /** Resolves to whether there was one. It counts until the store has forgotten it. */
  async remove(subject: RuleSubject): Promise<boolean> {
    const wasThere = await this.#store.remove(subject);
    this.#lists.remove(subject);
    return wasThere;
  }

  async clear(): Promise<void> {
    await this.#store.clear();
    this.#lists.clear();
  }

  #present(subject: RuleSubject): readonly TopicRule[] | undefined {
    return this.#lists.has(subject) ? this.#lists.find(subject) : undefined;
  }

  /** Unless somebody has put another list there meanwhile. */
  #restore(subject: RuleSubject, rules: readonly TopicRule[], before: readonly TopicRule[] | undefined): void {
    if (this.#present(subject) !== rules) return;
    if (before === undefined) this.#lists.remove(subject);
    else this.#lists.put(subject, before);
  }
}

function checkRules(rules: readonly TopicRule[]): void {
  if (rules.length > RULES_PER_LIST_MAX) {
    throw new AccessError('access_invalid_rule', `a list has at most ${RULES_PER_LIST_MAX} rules`);
  }
  for (const [at, { topic }] of rules.entries()) {
    const problem = topicProblem(topic);
    if (problem !== undefined) throw new AccessError('access_invalid_rule', `rule ${at}: ${problem}`);
  }
}

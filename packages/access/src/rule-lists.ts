import { RULES_PER_LIST_MAX, type RuleSubject, type TopicRule } from './topic-rule.ts';

/** Where the rules of a user, a client id and of all are found. It is asked while a message waits: no promise. */
export interface RuleLookup {
  /** Grows with every change. */
  readonly generation: number;
  /** Empty when there are none. */
  find(subject: RuleSubject): readonly TopicRule[];
}

/** How much is kept; the operator's API is told `full` beyond. */
export type RuleListsLimits = { readonly listsMax: number; readonly rulesMax: number };

/** At some 200 bytes a rule, a quarter of a gigabyte. */
export const DEFAULT_RULE_LISTS_LIMITS: RuleListsLimits = { listsMax: 100_000, rulesMax: 1_000_000 };

/** The rules in memory; where they outlive the process is somebody else's matter. */
export class RuleLists implements RuleLookup {
  readonly #limits: RuleListsLimits;
  readonly #lists = new Map<string, readonly TopicRule[]>();
  #ruleCount = 0;
  #generation = 0;

  constructor(limits: Partial<RuleListsLimits> = {}) {
    this.#limits = { ...DEFAULT_RULE_LISTS_LIMITS, ...limits };
  }

  get generation(): number {
    return this.#generation;
  }

  /** Lists there are. */
  get size(): number {
    return this.#lists.size;
  }

  find(subject: RuleSubject): readonly TopicRule[] {
    return this.#lists.get(keyOf(subject)) ?? none;
  }

  has(subject: RuleSubject): boolean {
    return this.#lists.has(keyOf(subject));
  }

  /** Puts a list in the place of the subject's present one. `full`: nothing was changed. */
  put(subject: RuleSubject, rules: readonly TopicRule[]): 'put' | 'full' {
    const key = keyOf(subject);
    const present = this.#lists.get(key);
    const ruleCount = this.#ruleCount - (present?.length ?? 0) + rules.length;
    if (rules.length > RULES_PER_LIST_MAX || ruleCount > this.#limits.rulesMax) return 'full';
    if (present === undefined && this.#lists.size >= this.#limits.listsMax) return 'full';
    this.#lists.set(key, rules);
    this.#ruleCount = ruleCount;
    this.#generation++;
    return 'put';
  }

  /** Whether there was one. */
  remove(subject: RuleSubject): boolean {
    const key = keyOf(subject);
    this.#ruleCount -= this.#lists.get(key)?.length ?? 0;
    this.#generation++;
    return this.#lists.delete(key);
  }

  clear(): void {
    this.#lists.clear();
    this.#ruleCount = 0;
    this.#generation++;
  }
}

const none: readonly TopicRule[] = [];

function keyOf(subject: RuleSubject): string {
  return subject.kind === 'all' ? 'all' : `${subject.kind}:${subject.name}`;
}

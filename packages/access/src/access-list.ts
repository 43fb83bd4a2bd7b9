import { parseTopicRules, RULES_PER_LIST_MAX, type TopicRule } from './topic-rule.ts';

export type AccessListParts = {
  readonly rules: readonly TopicRule[];
  /** What becomes of what no rule matches: the stored rules decide, or it is denied. */
  readonly noMatch: 'next' | 'deny';
  /** Milliseconds since 1970; from then on everything is denied. Undefined: never. */
  readonly expiresAt: number | undefined;
};

/** Topic rules that came with a login (a token's or a service's); they go before the stored ones. */
// A class, so that it can travel through the broker as an object of unknown shape and be known again.
export class AccessList {
  readonly rules: readonly TopicRule[];
  readonly noMatch: 'next' | 'deny';
  readonly expiresAt: number | undefined;

  constructor({ rules, noMatch, expiresAt }: AccessListParts) {
    this.rules = rules;
    this.noMatch = noMatch;
    this.expiresAt = expiresAt;
  }
}

/** An access list, or what is wrong with it. */
export type ParsedAccessList =
  | { readonly ok: true; readonly list: AccessList }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads `acl` in either of EMQX's forms: a list of rules, or `{pub: [topic…], sub: […], all: […]}`, which allows these topics and denies
 * all others.
 */
export function parseAccessList(value: unknown, expiresAt: number | undefined): ParsedAccessList {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const parsed = parseTopicRules(isObject ? allowances(value as Readonly<Record<string, unknown>>) : value);
  if (!parsed.ok) return parsed;
  const noMatch = isObject ? 'deny' : 'next';
  return { ok: true, list: new AccessList({ rules: parsed.rules, noMatch, expiresAt }) };
}

/** The older form as rules of the newer one, unchecked. */
function allowances(lists: Readonly<Record<string, unknown>>): readonly unknown[] {
  return (['pub', 'sub', 'all'] as const).flatMap((action): readonly unknown[] => {
    const topics = Object.hasOwn(lists, action) ? lists[action] : [];
    if (!Array.isArray(topics)) return [{ permission: 'allow', action, topics }];
    return topics.slice(0, RULES_PER_LIST_MAX + 1).map((topic: unknown) => ({ permission: 'allow', action, topic }));
  });
}

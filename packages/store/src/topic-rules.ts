import type { Database } from 'better-sqlite3';
import { type Page, rowsOf } from './paging.ts';
import {
  checkTopicRuleList,
  type TopicRule,
  type TopicRuleList,
  type TopicRuleQuery,
  type TopicRuleRepository,
  type TopicRuleSubject,
} from './topic-rule.ts';

/** How many lists, and how many rules in all of them; everything of it is in the memory of whoever asks. */
export type TopicRuleLimits = { readonly listsMax: number; readonly rulesMax: number };

/** A list for each client of a large fleet, and ten rules in each. */
export const DEFAULT_TOPIC_RULE_LIMITS: TopicRuleLimits = { listsMax: 100_000, rulesMax: 1_000_000 };

type Row = { readonly kind: TopicRuleSubject['kind']; readonly name: string; readonly rules: string };

type Parts = { readonly database: Database; readonly limits?: Partial<TopicRuleLimits> | undefined };

/** The topic rules in SQLite, a list in each row. */
export class SqliteTopicRules implements TopicRuleRepository {
  readonly #limits: TopicRuleLimits;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #add: (lists: readonly TopicRuleList[]) => 'added' | 'exists' | 'full';
  /** Counted here, so that adding a hundred thousand lists does not count them a hundred thousand times. */
  #lists: number;
  #rules: number;

  constructor({ database, limits }: Parts) {
    this.#limits = { ...DEFAULT_TOPIC_RULE_LIMITS, ...limits };
    const statements = prepare(database);
    this.#statements = statements;
    const counted = statements.count.get();
    this.#lists = counted?.lists ?? 0;
    this.#rules = counted?.rules ?? 0;
    this.#add = database.transaction((lists: readonly TopicRuleList[]) => {
      if (lists.some(({ subject }) => this.#rulesOf(subject) !== null)) return 'exists';
      for (const { subject, rules } of lists) statements.put.run(subject.kind, nameOf(subject), textOf(rules));
      return 'added';
    });
  }

  async load(): Promise<readonly TopicRuleList[]> {
    return this.#statements.all.all().map(listOf);
  }

  async list({ kind, likeName = '', ...paging }: TopicRuleQuery): Promise<Page<TopicRuleList>> {
    const rows = rowsOf(paging);
    const filter = { kind, like: likeName };
    return {
      data: this.#statements.page.all({ ...filter, ...rows }).map(listOf),
      count: this.#statements.countOf.get(filter) ?? 0,
    };
  }

  async find(subject: TopicRuleSubject): Promise<readonly TopicRule[] | null> {
    return this.#rulesOf(subject);
  }

  async add(lists: readonly TopicRuleList[]): Promise<'added' | 'exists' | 'full'> {
    for (const list of lists) checkTopicRuleList(list);
    const keys = new Set(lists.map(({ subject }) => `${subject.kind}:${nameOf(subject)}`));
    if (keys.size < lists.length) return 'exists';
    const rules = lists.reduce((sum, list) => sum + list.rules.length, 0);
    if (!this.#hasRoomFor(lists.length, rules)) return 'full';
    const outcome = this.#add(lists);
    if (outcome === 'added') this.#count(lists.length, rules);
    return outcome;
  }

  async put(subject: TopicRuleSubject, rules: readonly TopicRule[]): Promise<'put' | 'full'> {
    checkTopicRuleList({ subject, rules });
    const present = this.#rulesOf(subject);
    const moreLists = present === null ? 1 : 0;
    const moreRules = rules.length - (present?.length ?? 0);
    if (!this.#hasRoomFor(moreLists, moreRules)) return 'full';
    this.#statements.put.run(subject.kind, nameOf(subject), textOf(rules));
    this.#count(moreLists, moreRules);
    return 'put';
  }

  async remove(subject: TopicRuleSubject): Promise<boolean> {
    const present = this.#rulesOf(subject);
    if (present === null) return false;
    this.#statements.remove.run(subject.kind, nameOf(subject));
    this.#count(-1, -present.length);
    return true;
  }

  async clear(): Promise<void> {
    this.#statements.clear.run();
    this.#lists = 0;
    this.#rules = 0;
  }

  #rulesOf(subject: TopicRuleSubject): readonly TopicRule[] | null {
    const text = this.#statements.find.get(subject.kind, nameOf(subject));
    return text === undefined ? null : rulesOf(text);
  }

  // What makes it no worse passes, also where the limits are lower than what is there.
  #hasRoomFor(moreLists: number, moreRules: number): boolean {
    const { listsMax, rulesMax } = this.#limits;
    return (
      (moreLists <= 0 || this.#lists + moreLists <= listsMax) && (moreRules <= 0 || this.#rules + moreRules <= rulesMax)
    );
  }

  #count(moreLists: number, moreRules: number): void {
    this.#lists += moreLists;
    this.#rules += moreRules;
  }
}

type Filter = { readonly kind: string; readonly like: string };

// instr, not LIKE: a name may hold the wildcards of LIKE.
const FILTER = "kind = @kind AND (@like = '' OR instr(name, @like) > 0)";

function prepare(database: Database) {
  return {
    all: database.prepare<[], Row>('SELECT * FROM topic_rules ORDER BY kind, name'),
    count: database.prepare<[], { readonly lists: number; readonly rules: number }>(
      'SELECT count(*) AS lists, coalesce(sum(json_array_length(rules)), 0) AS rules FROM topic_rules',
    ),
    countOf: database.prepare<[Filter], number>(`SELECT count(*) FROM topic_rules WHERE ${FILTER}`).pluck(),
    page: database.prepare<[Filter & { readonly limit: number; readonly offset: number }], Row>(
      `SELECT * FROM topic_rules WHERE ${FILTER} ORDER BY name LIMIT @limit OFFSET @offset`,
    ),
    find: database
      .prepare<[string, string], string>('SELECT rules FROM topic_rules WHERE kind = ? AND name = ?')
      .pluck(),
    put: database.prepare<[string, string, string]>(
      'INSERT OR REPLACE INTO topic_rules (kind, name, rules) VALUES (?, ?, ?)',
    ),
    remove: database.prepare<[string, string]>('DELETE FROM topic_rules WHERE kind = ? AND name = ?'),
    clear: database.prepare<[]>('DELETE FROM topic_rules'),
  };
}

function nameOf(subject: TopicRuleSubject): string {
  return subject.kind === 'all' ? '' : subject.name;
}

function textOf(rules: readonly TopicRule[]): string {
  return JSON.stringify(
    rules.map(({ topic, permission, action, qos, retain }) => ({ topic, permission, action, qos, retain })),
  );
}

function rulesOf(text: string): readonly TopicRule[] {
  return JSON.parse(text) as readonly TopicRule[];
}

function listOf({ kind, name, rules }: Row): TopicRuleList {
  return { subject: kind === 'all' ? { kind } : { kind, name }, rules: rulesOf(rules) };
}

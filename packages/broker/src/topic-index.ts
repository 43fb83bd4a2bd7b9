type Level = { count: number; readonly below: Map<string, Level> };

/** Which filters are subscribed to, and how often; it only answers whether a topic meets any. */
export class TopicIndex {
  readonly #root: Level = { count: 0, below: new Map() };
  #size = 0;

  /** Subscriptions counted, each as often as it was added. */
  get size(): number {
    return this.#size;
  }

  add(filter: string): void {
    let level = this.#root;
    for (const word of filter.split('/')) {
      let next = level.below.get(word);
      if (next === undefined) {
        next = { count: 0, below: new Map() };
        level.below.set(word, next);
      }
      level = next;
    }
    level.count += 1;
    this.#size += 1;
  }

  /** Takes away one subscription that was added before; levels that nothing needs any more are forgotten. */
  remove(filter: string): void {
    const words = filter.split('/');
    const path = [this.#root];
    for (const word of words) {
      const next = path.at(-1)?.below.get(word);
      if (next === undefined) return;
      path.push(next);
    }
    const last = path.at(-1);
    if (last === undefined || last.count === 0) return;
    last.count -= 1;
    this.#size -= 1;
    for (let depth = words.length; depth > 0; depth -= 1) {
      const level = path[depth];
      if (level === undefined || level.count > 0 || level.below.size > 0) return;
      path[depth - 1]?.below.delete(words[depth - 1] ?? '');
    }
  }

  /** Whether at least one filter takes the topic. */
  matches(topic: string): boolean {
    return meets(this.#root, topic.split('/'), 0, topic.startsWith('$'));
  }
}

function meets(level: Level, words: readonly string[], at: number, isHidden: boolean): boolean {
  // A `$` topic is out of reach for a wildcard in the first level (MQTT 3.1.1 §4.7.2).
  const wildcardsApply = !(isHidden && at === 0);
  const rest = wildcardsApply ? level.below.get('#') : undefined;
  if (rest !== undefined && rest.count > 0) return true;
  const word = words[at];
  if (word === undefined) return level.count > 0;
  const same = level.below.get(word);
  if (same !== undefined && meets(same, words, at + 1, isHidden)) return true;
  const any = wildcardsApply ? level.below.get('+') : undefined;
  return any !== undefined && meets(any, words, at + 1, isHidden);
}

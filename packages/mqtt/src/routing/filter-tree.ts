type Level<Value extends object> = {
  value: Value | undefined;
  // Below this level: by word, under `+`, under `#`. A topic has no words `+` and `#`, and these are looked at apart.
  words: Map<string, Level<Value>> | undefined;
  any: Level<Value> | undefined;
  rest: Level<Value> | undefined;
};

/** A value for each of many ordinary filters with wildcards, found by the topics that they meet. */
export class FilterTree<Value extends object> {
  readonly #root: Level<Value> = emptyLevel();
  #size = 0;
  #levels = 0;

  /** Filters that have a value. */
  get size(): number {
    return this.#size;
  }

  /** Levels held in memory: at most one for each level of each filter, none without filters. */
  get levels(): number {
    return this.#levels;
  }

  get(filter: string): Value | undefined {
    let level: Level<Value> | undefined = this.#root;
    for (const word of filter.split('/')) {
      level = below(level, word);
      if (level === undefined) return undefined;
    }
    return level.value;
  }

  set(filter: string, value: Value): void {
    let level = this.#root;
    for (const word of filter.split('/')) {
      let next = below(level, word);
      if (next === undefined) {
        next = emptyLevel();
        this.#levels += 1;
        attach(level, word, next);
      }
      level = next;
    }
    if (level.value === undefined) this.#size += 1;
    level.value = value;
  }

  /** Forgets a filter, and the levels that no other one needs. False if it had no value. */
  delete(filter: string): boolean {
    const words = filter.split('/');
    const path = [this.#root];
    for (const word of words) {
      const next = below(path.at(-1), word);
      if (next === undefined) return false;
      path.push(next);
    }
    const last = path.at(-1);
    if (last?.value === undefined) return false;
    last.value = undefined;
    this.#size -= 1;
    while (words.length > 0 && isEmpty(path.pop())) {
      const parent = path.at(-1);
      if (parent !== undefined) detach(parent, words.at(-1) ?? '');
      words.pop();
      this.#levels -= 1;
    }
    return true;
  }

  /**
   * Puts the values of all filters that a topic name meets into `found`, which may hold others. It follows the words
   * of the topic in one loop and comes back for each `+` on the way, so that no depth of a topic is too much for it.
   */
  collect(topic: string, found: Value[]): void {
    if (this.#size === 0) return;
    const words = topic.split('/');
    const isHidden = topic.charCodeAt(0) === dollar;
    const branches: Level<Value>[] = [];
    const depths: number[] = [];
    let level: Level<Value> | undefined = this.#root;
    let at = 0;
    while (level !== undefined) {
      // Wildcards in the first level do not reach the topics of the server (MQTT-4.7.2-1).
      const wildcardsApply = at > 0 || !isHidden;
      // It also meets the level that it stands below (§4.7.1.2).
      if (wildcardsApply && level.rest?.value !== undefined) found.push(level.rest.value);
      const word = words[at];
      if (word === undefined) {
        if (level.value !== undefined) found.push(level.value);
        level = undefined;
      } else {
        at += 1;
        if (wildcardsApply && level.any !== undefined) {
          branches.push(level.any);
          depths.push(at);
        }
        level = level.words?.get(word);
      }
      if (level === undefined) {
        level = branches.pop();
        at = depths.pop() ?? 0;
      }
    }
  }
}

function below<Value extends object>(level: Level<Value> | undefined, word: string): Level<Value> | undefined {
  if (word === '+') return level?.any;
  if (word === '#') return level?.rest;
  return level?.words?.get(word);
}

function attach<Value extends object>(level: Level<Value>, word: string, next: Level<Value>): void {
  if (word === '+') level.any = next;
  else if (word === '#') level.rest = next;
  else if (level.words === undefined) level.words = new Map([[word, next]]);
  else level.words.set(word, next);
}

function detach<Value extends object>(level: Level<Value>, word: string): void {
  if (word === '+') level.any = undefined;
  else if (word === '#') level.rest = undefined;
  else if (level.words?.delete(word) && level.words.size === 0) level.words = undefined;
}

function isEmpty<Value extends object>(level: Level<Value> | undefined): boolean {
  return (
    level !== undefined &&
    level.value === undefined &&
    level.words === undefined &&
    level.any === undefined &&
    level.rest === undefined
  );
}

function emptyLevel<Value extends object>(): Level<Value> {
  return { value: undefined, words: undefined, any: undefined, rest: undefined };
}

const dollar = 0x24;

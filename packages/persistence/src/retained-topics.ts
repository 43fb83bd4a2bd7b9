// The topics that have a retained message, as a tree of levels. A filter walks only the branches that it names, where testing every
// topic against it would stop the process for tens of milliseconds per subscription once there are a hundred thousand.

type Level = { children: Map<string, Level> | undefined; topic: string | undefined; bytes: number };

/** Which topics have a retained message, and how many bytes each is counted with. */
export class RetainedTopics {
  #root = emptyLevel();
  #count = 0;
  #bytes = 0;

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The bytes of a topic's message; undefined when it has none. */
  bytesOf(topic: string): number | undefined {
    const level = this.#find(topic);
    return level?.topic === undefined ? undefined : level.bytes;
  }

  set(topic: string, bytes: number): void {
    let level = this.#root;
    for (const name of topic.split('/')) {
      level.children ??= new Map();
      let child = level.children.get(name);
      if (child === undefined) {
        child = emptyLevel();
        level.children.set(name, child);
      }
      level = child;
    }
    if (level.topic === undefined) this.#count++;
    this.#bytes += bytes - level.bytes;
    level.topic = topic;
    level.bytes = bytes;
  }

  delete(topic: string): boolean {
    const path: (readonly [Level, string])[] = [];
    let level = this.#root;
    for (const name of topic.split('/')) {
      const child = level.children?.get(name);
      if (child === undefined) return false;
      path.push([level, name]);
      level = child;
    }
    if (level.topic === undefined) return false;
    this.#count--;
    this.#bytes -= level.bytes;
    level.topic = undefined;
    level.bytes = 0;
    prune(path, level);
    return true;
  }

  /** The topics that a filter matches (MQTT 3.1.1 §4.7), each once. */
  matching(filter: string): string[] {
    const root = this.#root;
    const names = filter.split('/');
    const found: string[] = [];
    const pending: (readonly [level: Level, depth: number])[] = [[this.#root, 0]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [level, depth] = next;
      const name = names[depth];
      if (name === undefined) {
        if (level.topic !== undefined) found.push(level.topic);
      } else if (name === '#' && depth === names.length - 1) {
        // `sport/#` matches `sport` as well (§4.7.1.2).
        if (level.topic !== undefined) found.push(level.topic);
        for (const child of openChildren(level)) pending.push([child, depth]);
      } else if (name === '+') {
        for (const child of openChildren(level)) pending.push([child, depth + 1]);
      } else {
        const child = level.children?.get(name);
        if (child !== undefined) pending.push([child, depth + 1]);
      }
    }
    return found;

    // A wildcard in the first place passes by the topics that begin with $ (§4.7.2).
    function* openChildren(level: Level): Generator<Level> {
      for (const [name, child] of level.children ?? []) {
        if (level !== root || !name.startsWith('$')) yield child;
      }
    }
  }

  clear(): void {
    this.#root = emptyLevel();
    this.#count = 0;
    this.#bytes = 0;
  }

  #find(topic: string): Level | undefined {
    let level: Level | undefined = this.#root;
    for (const name of topic.split('/')) level = level?.children?.get(name);
    return level;
  }
}

function emptyLevel(): Level {
  return { children: undefined, topic: undefined, bytes: 0 };
}

function prune(path: (readonly [Level, string])[], leaf: Level): void {
  let level = leaf;
  for (let step = path.pop(); step !== undefined; step = path.pop()) {
    if (level.topic !== undefined || level.children !== undefined) return;
    const [parent, name] = step;
    parent.children?.delete(name);
    if (parent.children?.size === 0) parent.children = undefined;
    level = parent;
  }
}

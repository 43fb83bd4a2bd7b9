// The topics that have a retained message, as a tree of levels. A filter walks only the branches that it names, where testing every
// topic against it would stop the process for tens of milliseconds per subscription once there are a hundred thousand.

type Level = {
  children: Map<string, Level> | undefined;
  topic: string | undefined;
  bytes: number;
  expiresAt: number | undefined;
};

/** What is known of a topic's message: the bytes that it is counted with, and its end in milliseconds since 1970. */
export type RetainedTopic = { readonly bytes: number; readonly expiresAt: number | undefined };

/** Which topics have a retained message. */
export class RetainedTopics {
  readonly #root = emptyLevel();
  #count = 0;
  #bytes = 0;

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Undefined when the topic has no message. */
  get(topic: string): RetainedTopic | undefined {
    const level = this.#find(topic);
    return level?.topic === undefined ? undefined : { bytes: level.bytes, expiresAt: level.expiresAt };
  }

  set(topic: string, bytes: number, expiresAt?: number): void {
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
    level.expiresAt = expiresAt;
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
    level.expiresAt = undefined;
    prune(path, level);
    return true;
  }

  /** The topics that a filter matches (MQTT 3.1.1 §4.7), each once, without those whose message has expired by `now`. */
  matching(filter: string, now: number): string[] {
    const names = filter.split('/');
    const found: string[] = [];
    // Two stacks in step, since a pair for each of a hundred thousand levels takes longer than the walk itself.
    const levels: Level[] = [this.#root];
    const depths: number[] = [0];
    for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
      const depth = depths.pop() ?? 0;
      const name = names[depth];
      const isRest = name === '#' && depth === names.length - 1;
      // `sport/#` matches `sport` as well (§4.7.1.2).
      if (name === undefined || isRest) {
        const { topic, expiresAt } = level;
        if (topic !== undefined && (expiresAt === undefined || expiresAt > now)) found.push(topic);
      }
      if (level.children === undefined || name === undefined) continue;
      if (isRest || name === '+') {
        for (const [part, child] of level.children) {
          // A wildcard in the first place passes by the topics that begin with $ (§4.7.2).
          if (level === this.#root && part.startsWith('$')) continue;
          levels.push(child);
          depths.push(isRest ? depth : depth + 1);
        }
      } else {
        const child = level.children.get(name);
        if (child === undefined) continue;
        levels.push(child);
        depths.push(depth + 1);
      }
    }
    return found;
  }

  #find(topic: string): Level | undefined {
    let level: Level | undefined = this.#root;
    for (const name of topic.split('/')) level = level?.children?.get(name);
    return level;
  }
}

function emptyLevel(): Level {
  return { children: undefined, topic: undefined, bytes: 0, expiresAt: undefined };
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

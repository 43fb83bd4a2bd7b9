/** qlobber, which matches topics for Aedes, throws above this many levels. */
export const topicLevelsMax = 100;

/** Whether a filter is one that MQTT allows (MQTT 3.1.1 §4.7.1). */
export function isTopicFilter(filter: string): boolean {
  if (filter.length === 0 || filter.includes('\u0000')) return false;
  const levels = filter.split('/');
  if (levels.length > topicLevelsMax) return false;
  return levels.every((level, at) => {
    if (level === '+') return true;
    if (level === '#') return at === levels.length - 1;
    return !level.includes('+') && !level.includes('#');
  });
}

/** Whether a name can be published to: no wildcard, no NUL, not empty (MQTT 3.1.1 §3.3.2.1, §4.7.3). */
export function isTopicName(topic: string): boolean {
  return topic.length > 0 && isTopicFilter(topic) && !topic.includes('+') && !topic.includes('#');
}

/** Topics that begin with `$` are the server's; wildcards in the first level do not reach them (MQTT 3.1.1 §4.7.2). */
export function isHiddenFrom(filter: string, topic: string): boolean {
  return topic.charCodeAt(0) === dollar && (filter.charCodeAt(0) === plus || filter.charCodeAt(0) === hash);
}

/** Whether a topic falls under a filter; it walks both once and makes no garbage. */
export function topicMatches(filter: string, topic: string): boolean {
  if (isHiddenFrom(filter, topic)) return false;
  let at = 0;
  let next = 0;
  while (next < filter.length) {
    const code = filter.charCodeAt(next);
    if (code === hash) return true;
    if (code === plus) {
      while (at < topic.length && topic.charCodeAt(at) !== slash) at += 1;
      next += 1;
    } else if (at < topic.length && topic.charCodeAt(at) === code) {
      at += 1;
      next += 1;
    } else {
      // `a/#` also takes `a` (§4.7.1.2).
      return (
        at === topic.length && code === slash && filter.charCodeAt(next + 1) === hash && next + 2 === filter.length
      );
    }
  }
  return at === topic.length;
}

const hash = 0x23;
const plus = 0x2b;
const slash = 0x2f;
const dollar = 0x24;

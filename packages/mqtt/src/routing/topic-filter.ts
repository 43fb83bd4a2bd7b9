import { standardTopicLimits, type TopicLimits, topicFilterFault, topicNameFault } from '../wire/topic-fault.ts';

// Topic names and topic filters (MQTT 3.1.1 §4.7, MQTT 5 §4.7 and §4.8). Whoever matches or compares filters gives
// valid ones: `isTopicName` and `isSubscriptionFilter` stand at the door, the rest does not look again.

/** Whether a name can be published to: well-formed, not empty, no wildcard, within the limits (§4.7, §1.5.3 or 1.5.4). */
export function isTopicName(topic: string, limits: TopicLimits = standardTopicLimits): boolean {
  return isMqttString(topic) && topicNameFault(topic, 'topic', limits) === undefined;
}

/** Whether it is an ordinary filter: wildcards are whole levels, `#` is the last (§4.7.1); a shared one is none. */
export function isTopicFilter(filter: string, limits: TopicLimits = standardTopicLimits): boolean {
  return !filter.startsWith(sharePrefix) && isSubscriptionFilter(filter, limits);
}

/** Whether a client may subscribe to it: an ordinary filter, or `$share/<group>/<filter>` (MQTT-4.8.2-1, -2). */
export function isSubscriptionFilter(filter: string, limits: TopicLimits = standardTopicLimits): boolean {
  return isMqttString(filter) && topicFilterFault(filter, limits) === undefined;
}

/** The parts of a shared subscription's filter. */
export type SharedFilter = { readonly group: string; readonly filter: string };

/**
 * Takes `$share/<group>/<filter>` apart; undefined when it is not of this form: then it is an ordinary filter, or, if
 * it begins with `$share/`, an invalid one.
 */
export function parseShared(filter: string): SharedFilter | undefined {
  if (!filter.startsWith(sharePrefix)) return undefined;
  const end = filter.indexOf('/', sharePrefix.length);
  if (end <= sharePrefix.length || end === filter.length - 1) return undefined;
  const group = filter.slice(sharePrefix.length, end);
  if (hasWildcard(group)) return undefined;
  return { group, filter: filter.slice(end + 1) };
}

/** Whether a filter has `+` or `#` in it: one without meets the topic that is spelled like it, and no other. */
export function hasWildcard(filter: string): boolean {
  return filter.includes('+') || filter.includes('#');
}

/** Topics that begin with `$` are the server's; wildcards in the first level do not reach them (MQTT-4.7.2-1). */
export function isHiddenFrom(filter: string, topic: string): boolean {
  return topic.charCodeAt(0) === dollar && beginsWithWildcard(filter);
}

/** Whether a topic falls under an ordinary filter; it walks both once and makes no garbage. */
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
      return at === topic.length && code === slash && filter.charCodeAt(next + 1) === hash;
    }
  }
  return at === topic.length;
}

/** Whether `wide` meets every topic that `narrow` meets; both are ordinary filters (or topic names). */
export function filterCovers(wide: string, narrow: string): boolean {
  if (isHiddenFrom(wide, narrow)) return false;
  const wideLevels = levelsOf(wide);
  const narrowLevels = levelsOf(narrow);
  for (let at = 0; ; at += 1) {
    const wanted = wideLevels[at];
    if (wanted === '#') return true;
    const given = narrowLevels[at];
    if (wanted === undefined || given === undefined) return wanted === given;
    // What ends in `#` meets the level above too, which no fixed level does.
    if (given === '#') return false;
    if (wanted !== '+' && wanted !== given) return false;
  }
}

/** Whether some topic meets both; both are ordinary filters (or topic names). */
export function filtersOverlap(one: string, other: string): boolean {
  if (isHiddenFrom(one, other) || isHiddenFrom(other, one)) return false;
  const ones = levelsOf(one);
  const others = levelsOf(other);
  for (let at = 0; ; at += 1) {
    const left = ones[at];
    const right = others[at];
    if (left === '#' || right === '#') return true;
    if (left === undefined || right === undefined) return left === right;
    if (left !== right && left !== '+' && right !== '+') return false;
  }
}

// A topic has a level at least, and the empty topic is none (MQTT-4.7.3-1): so `#` means `+/#`, and `/#` means `/+/#`.
function levelsOf(filter: string): readonly string[] {
  if (filter === '#') return ['+', '#'];
  if (filter === '/#') return ['', '+', '#'];
  return filter.split('/');
}

function beginsWithWildcard(filter: string): boolean {
  const first = filter.charCodeAt(0);
  return first === plus || first === hash;
}

// Strings off the wire are checked as they are read; these may come from anywhere.
function isMqttString(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

const sharePrefix = '$share/';
const hash = 0x23;
const dollar = 0x24;
const plus = 0x2b;
const slash = 0x2f;

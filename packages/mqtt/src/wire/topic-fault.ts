import { type Clause, clause } from './clause.ts';
import { reasonCode } from './reason-code.ts';

/** What the broker bounds of topic names and filters. */
export type TopicLimits = {
  /** In UTF-8; of a shared filter with its `$share/<group>/`. */
  readonly topicBytesMax: number;
  /** Of a shared filter without its `$share/<group>/`. */
  readonly topicLevelsMax: number;
};

/** What the standard itself allows: a string of 65,535 bytes. */
export const standardTopicLimits: TopicLimits = { topicBytesMax: 65_535, topicLevelsMax: 65_536 };

/** Why a topic name or filter is none, by which rule, and MQTT 5's reason code for it. */
export type TopicFault = { readonly problem: string; readonly clause: Clause; readonly reasonCode: number };

const slash = 0x2f;
const hash = 0x23;
const plus = 0x2b;

/** What is wrong with a topic name that came as a well-formed string without U+0000 (MQTT 3.1.1 §4.7). */
export function topicNameFault(topic: string, what: string, limits: TopicLimits): TopicFault | undefined {
  if (topic === '') return fault(`empty ${what}`, clause.topicEmpty, reasonCode.topicNameInvalid);
  let levels = 1;
  for (let at = 0; at < topic.length; at += 1) {
    const code = topic.charCodeAt(at);
    if (code === slash) levels += 1;
    else if (code === hash || code === plus)
      return fault(`${what} with a wildcard`, clause.topicWildcard, reasonCode.topicNameInvalid);
  }
  return limitFault(topic, levels, what, limits, reasonCode.topicNameInvalid);
}

/** What is wrong with a topic filter, a shared one too, that came as a well-formed string without U+0000. */
export function topicFilterFault(filter: string, limits: TopicLimits): TopicFault | undefined {
  const from = filter.startsWith('$share/') ? filter.indexOf('/', 7) + 1 : 0;
  const shared = filter.startsWith('$share/') ? shareFault(filter, from) : undefined;
  if (shared !== undefined) return shared;
  if (filter === '') return invalidFilter('empty topic filter', clause.topicEmpty);
  let levels = 1;
  for (let at = from; at < filter.length; at += 1) {
    const code = filter.charCodeAt(at);
    if (code === slash) levels += 1;
    else if (code === hash || code === plus) {
      const isAlone = at === from || filter.charCodeAt(at - 1) === slash;
      const isLast = at + 1 === filter.length;
      if (code === hash && !(isAlone && isLast))
        return invalidFilter('topic filter with "#" that is not its whole last level', clause.filterHash);
      if (code === plus && !(isAlone && (isLast || filter.charCodeAt(at + 1) === slash)))
        return invalidFilter('topic filter with "+" that is not a whole level', clause.filterPlus);
    }
  }
  return limitFault(filter, levels, 'topic filter', limits, reasonCode.topicFilterInvalid);
}

/** `from` is where the filter begins after `$share/<group>/`; 0: it does not. */
function shareFault(filter: string, from: number): TopicFault | undefined {
  const group = from === 0 ? filter.slice(7) : filter.slice(7, from - 1);
  if (group === '') return invalidFilter('shared subscription without a group', clause.shareName);
  if (group.includes('#') || group.includes('+'))
    return invalidFilter('shared subscription whose group has a wildcard', clause.shareFilter);
  if (from === 0 || from === filter.length)
    return invalidFilter('shared subscription without a topic filter', clause.shareFilter);
  return undefined;
}

function limitFault(
  topic: string,
  levels: number,
  what: string,
  { topicBytesMax, topicLevelsMax }: TopicLimits,
  code: number,
): TopicFault | undefined {
  if (levels > topicLevelsMax) return fault(`${what} of more than ${topicLevelsMax} levels`, clause.topicLength, code);
  // A UTF-16 unit is three bytes of UTF-8 at most: short topics need no count.
  if (topic.length * 3 > topicBytesMax && Buffer.byteLength(topic) > topicBytesMax)
    return fault(`${what} of more than ${topicBytesMax} bytes`, clause.topicLength, code);
  return undefined;
}

function invalidFilter(problem: string, broken: Clause): TopicFault {
  return fault(problem, broken, reasonCode.topicFilterInvalid);
}

function fault(problem: string, broken: Clause, code: number): TopicFault {
  return { problem, clause: broken, reasonCode: code };
}

// Few words, so that random filters and topics meet often; and the obvious definition of meeting.
const topicWords = ['a', 'b', '', '$x'];

/** Every topic of one to `levels` words. */
export function allTopics(levels: number, words: readonly string[] = topicWords): readonly string[] {
  return allPaths(levels, words)
    .map((path) => path.join('/'))
    .filter((topic) => topic !== '');
}

/** Every filter of one to `levels` words, wildcards among them. */
export function allFilters(levels: number, words: readonly string[] = topicWords): readonly string[] {
  const fixed = allPaths(levels, [...words, '+']);
  const open = [[], ...fixed.filter((path) => path.length < levels)].map((path) => [...path, '#']);
  return [...fixed, ...open].map((path) => path.join('/')).filter((filter) => filter !== '');
}

/** MQTT 3.1.1 §4.7 word by word. */
export function meets(filter: string, topic: string): boolean {
  if (topic.startsWith('$') && /^[+#]/.test(filter)) return false;
  return meetsLevels(filter.split('/'), topic.split('/'));
}

function meetsLevels([wanted, ...moreWanted]: readonly string[], words: readonly string[]): boolean {
  if (wanted === '#') return true;
  const [word, ...moreWords] = words;
  if (wanted === undefined || word === undefined) return wanted === word;
  return (wanted === '+' || wanted === word) && meetsLevels(moreWanted, moreWords);
}

function allPaths(levels: number, words: readonly string[]): readonly (readonly string[])[] {
  if (levels === 0) return [];
  const shorter = allPaths(levels - 1, words);
  const longest = shorter.filter((path) => path.length === levels - 1);
  const stems = levels === 1 ? [[]] : longest;
  return [...shorter, ...stems.flatMap((path) => words.map((word) => [...path, word]))];
}

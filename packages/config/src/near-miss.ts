// Longer keys than any of ours are not worth the quadratic comparison.
const wordLengthMax = 64;

/** The candidate that an unknown word was most likely meant to be; undefined when none is near. */
export const nearMiss = (word: string, candidates: readonly string[]): string | undefined => {
  if (word.length > wordLengthMax) return undefined;
  const wanted = plain(word);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, plain(candidate));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
};

// idleTimeout, idle-timeout and IDLE_TIMEOUT are the same word to whoever wrote them.
const plain = (word: string): string => word.toLowerCase().replace(/[-_ ]/g, '');

// Insertions, removals, replacements, and swaps of neighbours.
const editDistance = (a: string, b: string): number => {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(beforeLast, j - 2) + 1 : Infinity;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, replaced, swapped));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
};

const at = (row: readonly number[], index: number): number => row[index] ?? Infinity;

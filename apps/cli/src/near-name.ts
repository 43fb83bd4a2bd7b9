/** More letters than this apart is another word, not a slip. */
const DISTANCE_MAX = 2;

/** The name that was meant by a mistyped one: the nearest that is not too far, or one that begins so. */
export function nearName(typed: string, names: readonly string[]): string | undefined {
  const [nearest] = names
    .map((name) => ({ name, distance: distance(typed, name) }))
    .filter(({ name, distance }) => distance <= Math.min(DISTANCE_MAX, name.length / 2))
    .toSorted((a, b) => a.distance - b.distance);
  return nearest?.name ?? (typed.length >= 2 ? names.find((name) => name.startsWith(typed)) : undefined);
}

/** How many letters must be added, removed or replaced (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

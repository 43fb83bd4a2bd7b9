/** The entries of a text with one on each line, each once. */
export function parseLines(lines: string): readonly string[] {
  const entries = lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return [...new Set(entries)];
}

/** The identities of a text with one on each line; null, any, when there are none. */
export function parseIdentities(lines: string): readonly string[] | null {
  const identities = parseLines(lines);
  return identities.length === 0 ? null : identities;
}

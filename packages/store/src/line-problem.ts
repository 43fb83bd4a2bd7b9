/** What is wrong with a file, and where; `reason` never repeats a password. */
export type LineProblem = { readonly line: number; readonly reason: string };

/** Problems reported of one file; whoever has more gets a last one that says so. */
const PROBLEMS_MAX = 100;

/** Collects the problems of one file, at most PROBLEMS_MAX and a count of the rest. */
export class LineProblems {
  readonly #problems: LineProblem[] = [];
  #omitted = 0;

  add(line: number, reason: string): void {
    if (this.#problems.length < PROBLEMS_MAX) this.#problems.push({ line, reason });
    else this.#omitted++;
  }

  /** In the order of the file. */
  list(): readonly LineProblem[] {
    const sorted = this.#problems.toSorted((a, b) => a.line - b.line);
    const last = sorted.at(-1);
    if (last === undefined || this.#omitted === 0) return sorted;
    return [...sorted, { line: last.line, reason: `and ${this.#omitted} more problems` }];
  }
}

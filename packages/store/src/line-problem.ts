/** What is wrong with a file, and where; `reason` never repeats a password. */
export type LineProblem = { readonly line: number; readonly reason: string };

/** Where in a file: the line, from 1, and of a JSON list, which may be one long line, the item, from 1. */
export type FilePlace = { readonly line: number; readonly item?: number };

/** A problem of that place. */
export function problemAt({ line, item }: FilePlace, reason: string): LineProblem {
  return { line, reason: item === undefined ? reason : `item ${item}: ${reason}` };
}

/** Problems reported of one file; whoever has more gets a last one that says so. */
const PROBLEMS_MAX = 100;

/** Collects the problems of one file, at most PROBLEMS_MAX and a count of the rest. */
export class LineProblems {
  readonly #problems: LineProblem[] = [];
  #omitted = 0;

  add(line: number, reason: string): void {
    this.addAt({ line }, reason);
  }

  addAt(place: FilePlace, reason: string): void {
    if (this.#problems.length < PROBLEMS_MAX) this.#problems.push(problemAt(place, reason));
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

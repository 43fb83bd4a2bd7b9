import { UsageProblem } from './problem.ts';

/** What the command line says for one command, read as what each command takes it for. */
export class Given {
  /** The arguments without names, in order. */
  readonly arguments: readonly string[];
  readonly #values: ReadonlyMap<string, readonly string[]>;

  /** `values` has each option that was given, switches without values. */
  constructor(given: readonly string[], values: ReadonlyMap<string, readonly string[]>) {
    this.arguments = given;
    this.#values = values;
  }

  /** Whether an option was given. */
  has(option: string): boolean {
    return this.#values.has(option);
  }

  /** The value of an option. */
  text(option: string): string | undefined {
    return this.#values.get(option)?.at(-1);
  }

  /** All values of an option; undefined when there is none. */
  list(option: string): readonly string[] | undefined {
    return this.#values.get(option);
  }

  /** A whole number from 1. */
  amount(option: string, max: number): number | undefined {
    const text = this.text(option);
    if (text === undefined) return undefined;
    const amount = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (amount < 1 || amount > max) throw new UsageProblem(`--${option} must be a whole number from 1 to ${max}`);
    return amount;
  }

  /** An argument that the command line was already held against. */
  argument(index: number): string {
    const text = this.arguments[index];
    if (text === undefined) throw new Error(`argument ${index} is not declared as required`);
    return text;
  }
}

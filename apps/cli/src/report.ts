// How results are told: JSON for programs, text for people.
import type { Given } from './given.ts';
import type { Surroundings } from './surroundings.ts';

/** Prints a result: one line of JSON with `--json`, the text without. */
export function report(
  given: Given,
  { output }: Surroundings,
  result: { readonly json: unknown; readonly text: string },
): Promise<void> {
  return output.write(given.has('json') ? `${JSON.stringify(result.json)}\n` : result.text);
}

/** Tells something beside the result, which programs do not read. */
export function remark({ errors }: Surroundings, sentence: string): Promise<void> {
  return errors.write(`ocpp-broker: ${sentence}\n`);
}

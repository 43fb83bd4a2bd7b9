import { type Fields, isFields } from './fields.ts';

/** One thing that a change changed; an absent side is null. */
export type ChangeLine = { readonly name: string; readonly before: string | null; readonly after: string | null };

/** An entry of the audit log line by line: each name that either side has. A side that is no object is one line without a name. */
export function changeLines(before: unknown, after: unknown): readonly ChangeLine[] {
  if (isAbsent(before) && isAbsent(after)) return [];
  if (!isObjectOrAbsent(before) || !isObjectOrAbsent(after)) {
    return [{ name: '', before: printed(before), after: printed(after) }];
  }
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names].map((name) => ({ name, before: printed(before?.[name]), after: printed(after?.[name]) }));
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isObjectOrAbsent(value: unknown): value is Fields | null | undefined {
  return isAbsent(value) || isFields(value);
}

function printed(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

// What a person has typed into the form but not saved: by the key of the field, in the shape that its control edits. Kept apart from
// the document, so that only what was changed is sent and the changes of somebody else in between stand.
import { type Fields, fieldsOf, isFields } from './fields.ts';
import { type Field, type TextForm, valueAt } from './settings-fields.ts';

/** One entry of a map while it is edited; two rows may have the same name until then. */
export type MapRow = { readonly name: string; readonly value: string };

/** What a control holds: a flag, a text (numbers and JSON too), or the rows of a map. */
export type Draft = boolean | string | readonly MapRow[];

/** The unsaved changes, by key. */
export type Drafts = ReadonlyMap<string, Draft>;

/** The outcome of reading a draft: the value to send, or the end of a sentence about what is wrong. */
export type Reading = { readonly value: unknown } | { readonly problem: string };

/** What the control of a field shows: the unsaved change, or else the document's value. */
export function draftOf(field: Field, document: Fields, drafts: Drafts): Draft {
  return drafts.get(field.key) ?? toDraft(field, valueAt(document, field.path));
}

/** A value of the document in the shape that the control edits. */
export function toDraft({ control }: Field, value: unknown): Draft {
  switch (control.kind) {
    case 'flag':
      return value === true;
    case 'map':
      return Object.entries(fieldsOf(value)).map(([name, entry]) => ({ name, value: String(entry) }));
    case 'json':
      return value === undefined ? '' : JSON.stringify(value, null, 2);
    case 'choice':
    case 'number':
    case 'text':
      return value === undefined || value === null ? '' : String(value);
  }
}

/** The drafts with one more; one that says what the document says is no change. */
export function withDraft(field: Field, draft: Draft, document: Fields, drafts: Drafts): Drafts {
  const next = new Map(drafts);
  const stored = toDraft(field, valueAt(document, field.path));
  if (JSON.stringify(stored) === JSON.stringify(draft)) next.delete(field.key);
  else next.set(field.key, draft);
  return next;
}

/** Whether the control shows what the schema has as the default. */
export function isDefault(field: Field, draft: Draft): boolean {
  return JSON.stringify(toDraft(field, field.defaultValue)) === JSON.stringify(draft);
}

/** What a save would send, and what stands against it by the key of the field. */
export type Patch = { readonly patch: Fields; readonly problems: ReadonlyMap<string, string> };

/** Reads all drafts. */
export function patchOf(fields: readonly Field[], document: Fields, drafts: Drafts): Patch {
  const patch: Record<string, unknown> = {};
  const problems = new Map<string, string>();
  for (const field of fields) {
    const draft = drafts.get(field.key);
    if (draft === undefined) continue;
    const reading = readDraft(field, draft, document);
    if ('problem' in reading) problems.set(field.key, reading.problem);
    else putAt(patch, field.path, reading.value);
  }
  return { patch, problems };
}

/** Reads one draft. What the schema asks for is checked here only so far that a slip is told without a round trip; the server judges. */
export function readDraft({ control, path }: Field, draft: Draft, document: Fields): Reading {
  if (typeof draft === 'boolean') return { value: draft };
  if (typeof draft !== 'string') {
    if (control.kind !== 'map') return { problem: 'cannot be read' };
    return readRows(draft, control, fieldsOf(valueAt(document, path)));
  }
  switch (control.kind) {
    case 'number': {
      const expects = control.expects ?? 'a whole number';
      const amount = Number(draft);
      const fits = /^-?\d{1,15}$/.test(draft) && amount >= (control.min ?? amount) && amount <= (control.max ?? amount);
      return fits ? { value: amount } : { problem: `must be ${expects}` };
    }
    case 'text':
      return readText(draft, control);
    case 'json':
      return readJson(draft, valueAt(document, path));
    case 'choice':
    case 'flag':
    case 'map':
      return { value: draft };
  }
}

function readText(text: string, form: TextForm): Reading {
  const isTooLong = form.maxLength !== null && text.length > form.maxLength;
  if (isTooLong) return { problem: `must have at most ${form.maxLength} characters` };
  return matches(text, form.pattern) ? { value: text } : { problem: `must be ${form.expects ?? 'of another form'}` };
}

type MapControl = Extract<Field['control'], { readonly kind: 'map' }>;

function readRows(rows: readonly MapRow[], control: MapControl, stored: Fields): Reading {
  const { entriesMax } = control;
  if (entriesMax !== null && rows.length > entriesMax) return { problem: `must have at most ${entriesMax} entries` };
  const entries = new Map<string, string>();
  for (const { name, value } of rows) {
    if (entries.has(name)) return { problem: `has “${name}” twice` };
    const nameReading = readText(name, control.name);
    if ('problem' in nameReading) return { problem: `has the name “${name}”, which ${nameReading.problem}` };
    const valueReading = readText(value, control.value);
    if ('problem' in valueReading) return { problem: `has a value for “${name}” that ${valueReading.problem}` };
    entries.set(name, value);
  }
  // The server merges; null is how an entry is taken away.
  const removed = Object.keys(stored).filter((name) => !entries.has(name));
  return { value: Object.fromEntries([...entries, ...removed.map((name) => [name, null] as const)]) };
}

function readJson(text: string, stored: unknown): Reading {
  try {
    return { value: withRemovals(JSON.parse(text), stored) };
  } catch {
    return { problem: 'must be JSON' };
  }
}

/** The value with null for whatever the document has and the value has not: the server merges objects, at every depth. */
function withRemovals(value: unknown, stored: unknown): unknown {
  if (!isFields(value) || !isFields(stored)) return value;
  const removed = Object.keys(stored).filter((name) => !Object.hasOwn(value, name));
  return Object.fromEntries([
    ...Object.entries(value).map(([name, part]) => [name, withRemovals(part, valueAt(stored, [name]))] as const),
    ...removed.map((name) => [name, null] as const),
  ]);
}

function matches(text: string, pattern: string | null): boolean {
  if (pattern === null) return true;
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    // A pattern that this browser cannot read is the server's to check.
    return true;
  }
}

function putAt(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const inner = { ...fieldsOf(target[key]) };
  putAt(inner, rest, value);
  target[key] = inner;
}

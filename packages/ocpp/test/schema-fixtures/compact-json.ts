// How the documents of OCPP 2.x are laid out: whatever fits on a line stands on one, so that a property with its type and length reads as
// one row of the specification's table, and a change shows as the row that changed.

const WIDTH = 120;

/** A document as its file has it: two spaces a level, lines of at most 120 characters where a value can be broken, a newline at the end. */
export function compactJson(document: object): string {
  return `${broken(document, '')}\n`;
}

function laidOut(value: unknown, indent: string, taken: number): string {
  const line = onOneLine(value);
  return taken + line.length <= WIDTH || !isComposite(value) ? line : broken(value, indent);
}

function broken(value: object, indent: string): string {
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const lines = Object.entries(value).map(([name, child]) => {
    const key = Array.isArray(value) ? '' : `${JSON.stringify(name)}: `;
    // One column is for the comma.
    return `${inner}${key}${laidOut(child, inner, inner.length + key.length + 1)}`;
  });
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

function onOneLine(value: unknown): string {
  if (!isComposite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  const members = Object.entries(value).map(([name, child]) => `${JSON.stringify(name)}: ${onOneLine(child)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function isComposite(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

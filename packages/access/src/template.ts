// Texts with placeholders, `${clientid}`, as EMQX writes them. A value is put in once and never looked at again.

/** What placeholders stand for; undefined where this login has no such thing. */
export type TemplateValues = Readonly<Record<string, string | undefined>>;

const placeholder = /\$\{([^}]*)\}/g;

/** The names between `${` and `}`, in order. */
export function placeholdersOf(template: string): readonly string[] {
  return Array.from(template.matchAll(placeholder), ([, name = '']) => name);
}

/** Puts the values in, each through `encode`; undefined when one of them is missing. */
export function render(
  template: string,
  values: TemplateValues,
  encode: (value: string) => string = (value) => value,
): string | undefined {
  let isComplete = true;
  const text = template.replaceAll(placeholder, (_whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) isComplete = false;
    return encode(value ?? '');
  });
  return isComplete ? text : undefined;
}

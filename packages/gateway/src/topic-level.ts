// What a charge point chose (its identity, an action, an id) becomes part of a topic, so it is encoded such that it cannot
// leave its level or act as a wildcard, and can be read back: `A+B` is `A%2BB`, and `A%2BB` is `A%252BB`.

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what must not reach a topic
const unsafe = /[%/+#\u0000-\u001f\u007f]|^\$/g;

/** The text as (a part of) one topic level. */
export function encodeTopicLevel(text: string): string {
  return text.replace(unsafe, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase();
    return `%${code.padStart(2, '0')}`;
  });
}

/** The text that a topic level stands for; undefined when it was not encoded by these rules. */
export function decodeTopicLevel(level: string): string | undefined {
  try {
    return decodeURIComponent(level);
  } catch {
    return undefined;
  }
}

// A refused save has one message that names every problem: `idle_timeout: must be …; upstream.topic: must be …`. Taken apart here,
// so that each stands at its field.

/** The problems of a refused save. */
export type Problems = {
  /** By the key of the field. */
  readonly ofFields: ReadonlyMap<string, string>;
  /** What belongs to no field of the form. */
  readonly others: readonly string[];
};

// Paths may come relative to the gateway's part or to the whole document.
const rootPrefix = 'gateway.ocpp.';

/** Takes a message apart; `keys` are those of the form's fields. */
export function problemsOf(message: string, keys: readonly string[]): Problems {
  const ofFields = new Map<string, string>();
  const others: string[] = [];
  // A part begins with a path and a colon, since a sentence may have a semicolon of its own. Below a field a path may have spaces,
  // as an identity may.
  const known = keys.map((key) => key.replaceAll('.', '\\.')).join('|');
  const path = `(?:(?:gateway\\.ocpp\\.)?(?:${known})\\.[^:]*|[^\\s:]+)`;
  for (const part of message.split(new RegExp(`; (?=${path}: )`))) {
    const [, givenPath = '', sentence = ''] = new RegExp(`^(${path}): (.*)$`, 's').exec(part) ?? [];
    const place = givenPath.startsWith(rootPrefix) ? givenPath.slice(rootPrefix.length) : givenPath;
    const key = keys.find((one) => place === one || place.startsWith(`${one}.`));
    if (key === undefined) {
      others.push(part);
      continue;
    }
    const detail = place === key ? sentence : `${place.slice(key.length + 1)}: ${sentence}`;
    const before = ofFields.get(key);
    ofFields.set(key, before === undefined ? detail : `${before}; ${detail}`);
  }
  return { ofFields, others };
}

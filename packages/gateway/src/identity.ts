/** Longest identity, in characters (OCPP 2.0.1 Part 2, SecurityCtrlr.Identity). */
export const identityLengthMax = 48;

/** An identity, or a sentence that says what is wrong with the path. */
export type IdentityOfPath =
  | { readonly ok: true; readonly identity: string }
  | { readonly ok: false; readonly problem: string; readonly isUnknownPath: boolean };

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what an identity may not have
const control = /[\u0000-\u001f\u007f-\u009f]/;

/** Reads the identity from a request's URL: the last segment after the listener's path, percent-decoded once. */
export function identityOfUrl(url: string, listenerPath: string): IdentityOfPath {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  if (!path.startsWith(`${listenerPath}/`)) {
    if (path === listenerPath) return wrong('the path names no charge point');
    return { ok: false, problem: `the path is not ${listenerPath}/<identity>`, isUnknownPath: true };
  }
  const segment = path.slice(listenerPath.length + 1);
  if (segment === '') return wrong('the path names no charge point');
  if (segment.includes('/')) return wrong('the path has more than one segment after the listener path');
  const identity = decodeOnce(segment);
  if (identity === undefined) return wrong('the identity has a bad percent sequence');
  if ([...identity].length > identityLengthMax)
    return wrong(`the identity is longer than ${identityLengthMax} characters`);
  if (identity.includes(':')) return wrong('the identity contains a colon');
  if (control.test(identity)) return wrong('the identity contains a control character');
  return { ok: true, identity };
}

function wrong(problem: string): IdentityOfPath {
  return { ok: false, problem, isUnknownPath: false };
}

/** In a path `+` is a plus; a sequence that is not hex, or not UTF-8, has no meaning. */
function decodeOnce(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

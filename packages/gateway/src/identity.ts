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
  const problem = problemOf(identity);
  return problem === undefined ? { ok: true, identity } : wrong(problem);
}

/** Whether a charge point may be called so. */
export function isIdentity(text: string): boolean {
  return text !== '' && problemOf(text) === undefined;
}

function problemOf(identity: string): string | undefined {
  if ([...identity].length > identityLengthMax) return `the identity is longer than ${identityLengthMax} characters`;
  if (identity.includes(':')) return 'the identity contains a colon';
  return control.test(identity) ? 'the identity contains a control character' : undefined;
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

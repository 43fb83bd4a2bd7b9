// Which names stand for what is not to be shown: of members, of configuration keys (OCPP 1.6) and variables (2.x), vendors' own among
// them, and of parameters in URLs. Names are compared without case and punctuation.

const secretName =
  /passw|passphrase|passcode|^pwd|pwd$|secret|credential|^authorization$|(?:authorization|auth|private|api|access|encryption|vpn|preshared)key|psk$|(?:access|auth|refresh|session|api|bearer)token|simpin|^pin$|pincode/;

const idTagName = /^(?:parent|group|additional)?id(?:tag|token)$|^customeridentifier$|^emaid$|^evccid$/;

/** Whether the value that bears a name is a secret: a password, a key, a PIN. */
export function isSecretName(name: string): boolean {
  return secretName.test(bare(name));
}

/** Whether the value that bears a name says who charges. */
export function isIdTagName(name: string): boolean {
  return idTagName.test(bare(name));
}

const secretNames =
  /pass|pwd|secret|credential|authorization["\\]|(?:authorization|auth|private|api|access|encryption|vpn|shared)[^a-z0-9]{0,2}key|psk|(?:access|auth|refresh|session|api|bearer)[^a-z0-9]{0,2}token|pin|vpn|\\u/i;

/** Whether a frame may name a secret anywhere. */
export function namesSecret(text: string): boolean {
  return secretNames.test(text);
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

// The same words in text that is no JSON, or in a text within JSON: a name, and what joins a value to it. What may be repeated is bounded,
// since whoever sends a frame could else make a search in it take the square of its length.
const secretWord = String.raw`(?:pass(?:word|wd|phrase|code)|secret|credential|authorization(?:[\s_-]{0,3}key)?|(?:auth|private|api|access|vpn)[\s_-]{0,3}key|\bpsk|\bpin\b)`;
const idTagWord = String.raw`id[\s_-]{0,3}(?:tag|token)`;
const rest = '[a-z0-9_-]{0,32}';
const secretJoined = new RegExp(String.raw`${secretWord}${rest}\\{0,4}["']?\s{0,4}[:=,>]`, 'i');
const idTagJoined = new RegExp(String.raw`${idTagWord}${rest}(?:\\{0,4}["']\s{0,4}[:=,]|\s{0,4}[=>])`, 'i');
const secretMention = new RegExp(String.raw`${secretWord}|:\\{0,2}/\\{0,2}/|\\u`, 'i');
const secretOrIdTagMention = new RegExp(`${idTagWord}|${secretMention.source}`, 'i');

/** Whether a text within a message goes on to give a secret away: `password=…`, `"idTag":"…"`. */
export function tellsSecret(text: string, isIdTagSecret: boolean): boolean {
  return secretJoined.test(text) || (isIdTagSecret && idTagJoined.test(text));
}

const valueMember = /["'][^"']{0,32}(?:val|data|content)[^"']{0,32}["']\s{0,4}:/i;

/**
 * How much may be shown of a text that cannot be read as JSON: up to the first word that a secret may follow or, since the value may
 * stand before its key, up to the first value; undefined: all of it.
 */
export function harmlessLength(text: string, isIdTagSecret: boolean): number | undefined {
  const found = (isIdTagSecret ? secretOrIdTagMention : secretMention).exec(text);
  if (found === null) return undefined;
  const isWord = /^[a-z]/i.test(found[0]);
  const value = valueMember.exec(text);
  const valueAt = value === null ? text.length : value.index + value[0].length;
  return Math.min(valueAt, found.index + (isWord ? found[0].length : 1));
}

const userInfo = /(:\/\/)[^/?#\s]*@/g;
const parameter = /([?&;])([^=&#;?]*)=([^&#;]+)/g;
const secretParameter = /sig|token|key|pass|secret|credential|pwd/i;

/** A text with the passwords and signatures of the URLs in it masked. */
export function withoutUrlSecrets(text: string, mask: string): string {
  if (!text.includes('://')) return text;
  return text
    .replace(userInfo, `$1${mask}@`)
    .replace(parameter, (whole, opening: string, name: string) =>
      secretParameter.test(name) ? `${opening}${name}=${mask}` : whole,
    );
}

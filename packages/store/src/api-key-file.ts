import { type BootstrapApiKey, checkApiKeyText } from './api-key.ts';
import { type LineProblem, LineProblems } from './line-problem.ts';
import { checkPassword } from './password.ts';
import { StoreError } from './store-error.ts';
import { ROLES } from './user.ts';

/** Either all keys, or everything that is wrong with the file. */
export type ApiKeyFile =
  | { readonly outcome: 'parsed'; readonly keys: readonly (BootstrapApiKey & { readonly line: number })[] }
  | { readonly outcome: 'refused'; readonly problems: readonly LineProblem[] };

/** Reads lines of `key:secret[:role]`; blank lines and lines that begin with # are skipped, a missing role is administrator, as in EMQX. */
export function parseApiKeyFile(text: string): ApiKeyFile {
  const problems = new LineProblems();
  const keys = new Map<string, BootstrapApiKey & { readonly line: number }>();
  for (const [index, rawLine] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const line = index + 1;
    const content = rawLine.trim();
    if (content === '' || content.startsWith('#')) continue;
    try {
      const key = parseLine(content);
      const earlier = keys.get(key.key)?.line;
      if (earlier === undefined) keys.set(key.key, { ...key, line });
      else problems.add(line, `the key of this line stands on line ${earlier} already`);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      problems.add(line, error.message);
    }
  }
  const list = problems.list();
  return list.length === 0 ? { outcome: 'parsed', keys: [...keys.values()] } : { outcome: 'refused', problems: list };
}

function parseLine(content: string): BootstrapApiKey {
  const [key = '', secret, role = 'administrator', ...more] = content.split(':');
  if (secret === undefined || more.length > 0) throw new StoreError('store_invalid_value', 'not key:secret[:role]');
  checkApiKeyText(key);
  checkPassword(secret, 'chosen');
  const known = ROLES.find((one) => one === role);
  if (known === undefined) {
    throw new StoreError('store_invalid_value', 'the role is none of administrator, operator and viewer');
  }
  return { key, secret, role: known };
}

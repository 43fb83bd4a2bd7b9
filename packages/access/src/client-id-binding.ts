import { render } from './template.ts';

/**
 * Whether a user may use a client id: it is one of `clientIds`, or begins with one that ends in `*`. `${username}` stands for the user's
 * name. Null stands for every id.
 */
export function mayUseClientId(
  clientIds: readonly string[] | null,
  clientId: string,
  username: string | undefined,
): boolean {
  if (clientIds === null) return true;
  return clientIds.some((entry) => {
    // The star is looked for before the name is put in: a user called `*` is one user.
    const isPrefix = entry.endsWith('*');
    const text = render(isPrefix ? entry.slice(0, -1) : entry, { username });
    return text !== undefined && (isPrefix ? clientId.startsWith(text) : clientId === text);
  });
}

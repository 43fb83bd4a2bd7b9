import { ApiError } from './api-error.ts';

type Values = Readonly<Record<string, unknown>>;

/** The root of the server, without a slash at its end. Throws ApiError `INVALID_URL`. */
export function serverRoot(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ApiError(null, 'INVALID_URL', 'The address of the server must be an http: or https: URL');
  }
  // `fetch` refuses them too, and tells them in its message.
  if (url.username !== '' || url.password !== '') {
    throw new ApiError(null, 'INVALID_URL', 'The address of the server must hold no user name and no password');
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** The address of one operation: names in braces come from `path`, what is undefined in `query` is left out, a list is told item by item. */
export function requestUrl(root: string, template: string, path: Values = {}, query: Values = {}): string {
  const filled = template.replaceAll(/\{([^}]+)\}/g, (_braces, name: string) => segment(name, path[name]));
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value])
        .filter((one) => one !== undefined)
        .map((one): [string, string] => [name, String(one)]),
    ),
  );
  return search.size === 0 ? `${root}${filled}` : `${root}${filled}?${search}`;
}

/** Encoded or not, `.` and `..` are resolved away before a request leaves (WHATWG URL), and it would go to another path. */
function segment(name: string, value: unknown): string {
  const text = String(value ?? '');
  if (text === '' || text === '.' || text === '..') {
    throw new ApiError(null, 'INVALID_NAME', `${name} cannot be ${text === '' ? 'empty' : `“${text}”`} in a path`);
  }
  return encodeURIComponent(text);
}

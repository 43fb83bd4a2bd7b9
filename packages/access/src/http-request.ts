// The question to an HTTP service, made of EMQX's settings and one login.

import { isUtf8 } from 'node:buffer';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { AccessError } from './access-error.ts';
import type { Login } from './login.ts';
import { placeholdersOf, render, type TemplateValues } from './template.ts';

/** What to ask. Every text may hold `${clientid}`, `${username}`, `${password}` and `${peerhost}`; of the URL only path and query. */
export type HttpRequestOptions = {
  readonly method: 'post' | 'get';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or a form where the headers say so; with `get` it goes into the query. */
  readonly body: Readonly<Record<string, string>>;
};

/** One question, ready to be sent. */
export type HttpRequest = {
  readonly method: 'POST' | 'GET';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};

const jsonType = 'application/json';
const formType = 'application/x-www-form-urlencoded';
const names: readonly string[] = ['clientid', 'username', 'password', 'peerhost'];
const example: Login = { clientId: 'x', username: 'x', password: Buffer.from('x'), remoteAddress: '192.0.2.1' };

/** Makes questions of logins. */
export class HttpRequestTemplate {
  readonly #options: HttpRequestOptions;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #isForm: boolean;

  /** Throws an AccessError on options that no question can be made of. */
  constructor(options: HttpRequestOptions) {
    this.#options = options;
    const headers = lowerCased(options.headers);
    const contentType = headers['content-type'];
    if (options.method === 'get' && contentType !== undefined) throw invalid('a GET has no content-type header');
    if (options.method === 'post' && contentType === undefined) headers['content-type'] = jsonType;
    this.#headers = headers;
    this.#isForm = contentType?.toLowerCase().startsWith(formType) ?? false;
    checkPlaceholders([options.url, ...Object.values(headers), ...Object.values(options.body)]);
    checkUrl(options.url);
    if (this.requestFor(example) === undefined) throw invalid('the URL, or a header, cannot be sent');
  }

  /** Undefined where the login cannot be put into the question, such as a line break into a header. */
  requestFor(login: Login): HttpRequest | undefined {
    const values = valuesOf(login);
    if (values === undefined) return undefined;
    const url = this.#url(values);
    const headers = this.#renderedHeaders(values);
    if (url === undefined || headers === undefined) return undefined;
    const fields = Object.entries(this.#options.body).map(
      ([name, text]) => [name, render(text, values) ?? ''] as const,
    );
    if (this.#options.method === 'get') {
      for (const [name, value] of fields) url.searchParams.append(name, value);
      return { method: 'GET', url, headers, body: undefined };
    }
    const body = this.#isForm
      ? new URLSearchParams(Object.fromEntries(fields)).toString()
      : JSON.stringify(Object.fromEntries(fields));
    return { method: 'POST', url, headers, body };
  }

  #url(values: TemplateValues): URL | undefined {
    const text = render(this.#options.url, values, encodeURIComponent) ?? '';
    const [path = ''] = text.split(/[?#]/, 1);
    // A client called `..` would climb to another path of the service.
    if (path.split('/').some((segment) => segment === '.' || segment === '..')) return undefined;
    return URL.parse(text) ?? undefined;
  }

  #renderedHeaders(values: TemplateValues): Readonly<Record<string, string>> | undefined {
    const headers: Record<string, string> = {};
    try {
      for (const [name, text] of Object.entries(this.#headers)) {
        const value = render(text, values) ?? '';
        validateHeaderName(name);
        validateHeaderValue(name, value);
        headers[name] = value;
      }
    } catch {
      return undefined;
    }
    return headers;
  }
}

/** Undefined for a password that is no text: JSON has no bytes. */
function valuesOf({ clientId, username, password, remoteAddress }: Login): TemplateValues | undefined {
  if (password !== undefined && !isUtf8(password)) return undefined;
  return {
    clientid: clientId ?? '',
    username: username ?? '',
    password: password?.toString('utf8') ?? '',
    peerhost: remoteAddress,
  };
}

function checkPlaceholders(texts: readonly string[]): void {
  const unknown = texts.flatMap(placeholdersOf).find((name) => !names.includes(name));
  if (unknown !== undefined) throw invalid(`there is no placeholder \${${unknown}}`);
}

function checkUrl(template: string): void {
  const origin = /^https?:\/\/[^/?#]+/.exec(template)?.[0];
  if (origin === undefined || URL.parse(origin) === null)
    throw invalid('the URL has to begin with http:// or https://');
  if (origin.includes('${')) throw invalid('the host cannot have placeholders');
  if (origin.includes('@')) throw invalid('the URL cannot hold credentials: use the header authorization');
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function invalid(message: string): AccessError {
  return new AccessError('access_invalid_option', message);
}

// Which server is asked, and as whom: options before environment before the login.
import {
  type ApiClient,
  type ApiClientOptions,
  ApiError,
  type Credentials,
  createApiClient,
} from '@ocpp-broker/api-client';
import { exitCode } from './exit-code.ts';
import type { Given } from './given.ts';
import { type Login, readLogin } from './login-file.ts';
import { Problem, UsageProblem } from './problem.ts';
import type { Surroundings } from './surroundings.ts';

/** Where the server listens when nobody said anything. */
export const defaultUrl = 'http://127.0.0.1:18083';

/** Variables of this command; to the server they would be settings that it does not know. */
export const urlVariable = 'OCPP_BROKER_URL';
/** See `urlVariable`. */
export const apiKeyVariable = 'OCPP_BROKER_API_KEY';

/** A server, and who asks it. */
export type Server = { readonly url: string; readonly credentials: Credentials | undefined };

/** The server that the command line, the environment or the login names. */
export async function serverOf(given: Given, surroundings: Surroundings): Promise<Server> {
  const { environment } = surroundings;
  const named = given.text('url') ?? (environment[urlVariable] || undefined);
  const said = credentialsOf(given) ?? environmentCredentials(environment[apiKeyVariable]);
  if (named !== undefined && said !== undefined) return { url: named, credentials: said };
  const login = await readLogin(surroundings);
  const url = named ?? login?.url ?? defaultUrl;
  return { url, credentials: said ?? credentialsFor(url, login) };
}

/** A client of that server. Throws a Problem when there are no credentials. */
export async function apiOf(
  given: Given,
  surroundings: Surroundings,
  limits: Pick<ApiClientOptions, 'timeoutMs'> = {},
): Promise<ApiClient> {
  const { url, credentials } = await serverOf(given, surroundings);
  if (credentials === undefined) {
    throw new Problem(
      'NO_CREDENTIALS',
      `no credentials for ${shownUrl(url)}: ocpp-broker login, --key key:secret, or ${apiKeyVariable}=key:secret`,
      exitCode.unauthorized,
    );
  }
  return clientOf({ url, credentials }, limits);
}

/** A client of a server, with credentials or without. */
export function clientOf({ url, credentials }: Server, limits: Pick<ApiClientOptions, 'timeoutMs'> = {}): ApiClient {
  try {
    return createApiClient({ baseUrl: url, credentials, ...limits });
  } catch (error) {
    if (error instanceof ApiError) throw new UsageProblem(`--url: ${error.message}`);
    throw error;
  }
}

/** Credentials that were typed; the reason to refuse them never tells them. */
export function credentialsOf(given: Given): Credentials | undefined {
  const token = given.text('token');
  const key = given.text('key');
  if (token !== undefined && key !== undefined) throw new UsageProblem('--token and --key exclude each other');
  if (token !== undefined) return { token };
  return key === undefined ? undefined : apiKeyOf(key, '--key');
}

/** As it may be shown: without a password that somebody wrote into it. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`.replace(/\/+$/, '');
}

function environmentCredentials(text: string | undefined): Credentials | undefined {
  return text === undefined || text === '' ? undefined : apiKeyOf(text, apiKeyVariable);
}

function apiKeyOf(text: string, where: string): Credentials {
  const colon = text.indexOf(':');
  if (colon < 1) throw new UsageProblem(`${where} must be key:secret`);
  return { apiKey: text.slice(0, colon), secret: text.slice(colon + 1) };
}

/** The credentials of a login go to the server that they are for, and to no other that --url may name. */
function credentialsFor(url: string, login: Login | undefined): Credentials | undefined {
  return login !== undefined && shownUrl(login.url) === shownUrl(url) ? login.credentials : undefined;
}

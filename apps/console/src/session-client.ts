import { type ApiClient, createApiClient, type Fetch } from '@ocpp-broker/api-client';

/** What the client needs of the console around it. */
export interface SessionHost {
  /** `https://broker.example:18083` */
  readonly origin: string;
  readonly fetch: Fetch;
  /** The bearer token, or null before the login. */
  token(): string | null;
  /** The server did not take this token (any more). */
  tokenRefused(token: string): void;
}

// Longer than the server lets one request arrive, and short enough that a person still waits.
const timeoutMs = 20_000;

/** The HTTP API, asked by whoever is signed in at the time. */
export function createSessionClient(host: SessionHost): ApiClient {
  return createApiClient({
    baseUrl: host.origin,
    timeoutMs,
    credentials: () => {
      const token = host.token();
      return token === null ? undefined : { token };
    },
    fetch: async (url, init) => {
      // Read in the same turn as the credentials: this is the token that goes out.
      const token = host.token();
      const response = await host.fetch(url, init);
      if (response.status === 401 && token !== null) host.tokenRefused(token);
      return response;
    },
  });
}

import type { Login } from './candidate.ts';

/** The few calls of the HTTP API that prepare a measurement. */
export class AdminApi {
  readonly #baseUrl: string;
  readonly #signal: AbortSignal;
  #token: string | undefined;

  private constructor(url: string, signal: AbortSignal) {
    this.#baseUrl = `${url}/api/v5`;
    this.#signal = signal;
  }

  /** Signs in at the address of the API; rejects with an Error that holds the answer when that is refused. */
  static async login(url: string, { username, password }: Login, signal: AbortSignal): Promise<AdminApi> {
    const api = new AdminApi(url, signal);
    const { token } = (await api.#post('/login', { username, password })) as { readonly token: string };
    api.#token = token;
    return api;
  }

  /** Makes a user for MQTT clients. */
  async addMqttUser({ username, password }: Login): Promise<void> {
    const path = '/authentication/password_based:built_in_database/users';
    await this.#post(path, { user_id: username, password });
  }

  /** Makes a user for charge points. */
  async addChargePointUser({ username, password }: Login): Promise<void> {
    await this.#post('/gateways/ocpp/authentication/users', { user_id: username, password });
  }

  async #post(path: string, body: object): Promise<unknown> {
    const response = await fetch(`${this.#baseUrl}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
      },
      body: JSON.stringify(body),
      signal: this.#signal,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`POST ${path} was answered ${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text) as unknown;
  }
}

import { createHash, randomBytes } from 'node:crypto';
import type { Login } from './candidate.ts';

const saltBytes = 8;

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

  /** Makes users for many charge points at once, with passwords hashed here; rejects when one of them was not taken in. */
  async importChargePointUsers(logins: readonly Login[]): Promise<void> {
    if (logins.length === 0) return;
    const form = new FormData();
    form.append('filename', new Blob([JSON.stringify(logins.map(hashedUser))]), 'users.json');
    const path = '/gateways/ocpp/authentication/import_users?type=hash';
    const { success } = (await this.#send(path, {}, form)) as { readonly success?: number };
    if (success !== logins.length) throw new Error(`of ${logins.length} users ${success ?? 'none'} were taken in`);
  }

  /** Makes an API key that may send CALLs; its secret is the password. */
  async addApiKey(): Promise<Login> {
    const name = `bench-${randomBytes(saltBytes).toString('hex')}`;
    const made = (await this.#post('/api_key', { name, role: 'operator', expired_at: 'infinity' })) as {
      readonly api_key: string;
      readonly api_secret: string;
    };
    return { username: made.api_key, password: made.api_secret };
  }

  #post(path: string, body: object): Promise<unknown> {
    return this.#send(path, { 'content-type': 'application/json' }, JSON.stringify(body));
  }

  async #send(path: string, headers: Readonly<Record<string, string>>, body: string | FormData): Promise<unknown> {
    const authorization = this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` };
    const response = await fetch(`${this.#baseUrl}${path}`, {
      method: 'POST',
      headers: { ...headers, ...authorization },
      body,
      signal: this.#signal,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`POST ${path} was answered ${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text) as unknown;
  }
}

function hashedUser({ username, password }: Login): Readonly<Record<string, string>> {
  const salt = randomBytes(saltBytes).toString('hex');
  const hash = createHash('sha256').update(`${salt}${password}`).digest('hex');
  return { user_id: username, password_hash: hash, salt };
}

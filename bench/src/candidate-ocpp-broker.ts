// The product itself, started as its users start it: a process, a data folder, users made over its API.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AdminApi } from './admin-api-client.ts';
import type { Candidate, ChargePointAccount, Login, RunningCandidate, StartOptions } from './candidate.ts';
import { newPassword } from './password.ts';
import { pinned } from './pinning.ts';
import { type StartedProcess, startProcess } from './started-process.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** Where the server listens, as its log tells it. */
type Endpoints = {
  readonly apiUrl: string;
  readonly ocppUrl: string;
  readonly mqttPort: number;
  readonly mqttWebSocketUrl?: string;
};

const serverFile = fileURLToPath(new URL('../../../apps/server/dist/src/main.js', import.meta.url));

const readyTimeMaxMs = 20_000;

const local = '127.0.0.1:0';

/** ocpp-broker with everything on. */
export const ocppBroker: Candidate = {
  name: 'ocpp-broker',
  description: 'everything on: logins, validation of both directions, call order, metrics, SQLite',
  start: (options) => startOcppBroker(options, { OCPP_BROKER_GATEWAY__OCPP__MESSAGE_FORMAT_CHECKING: 'all' }),
};

/** The same without validation, which shows what that costs. */
export const ocppBrokerUnvalidated: Candidate = {
  name: 'ocpp-broker-unvalidated',
  description: 'the same with message_format_checking off',
  start: (options) => startOcppBroker(options, { OCPP_BROKER_GATEWAY__OCPP__MESSAGE_FORMAT_CHECKING: 'disable' }),
};

/** Starts the product with further settings, by the names that they have in the environment. */
export async function startOcppBroker(
  options: StartOptions,
  settings: Readonly<Record<string, string>>,
): Promise<RunningCandidate> {
  if (!existsSync(serverFile)) throw new Error('the server is not built: run `npm run build` first');
  const folder = await makeTemporaryFolder();
  const admin = { username: 'admin', password: newPassword() };
  const allSettings = { ...environment(folder.path, admin.password), ...settings };
  let server: StartedProcess<Endpoints> | undefined;
  const start = async () => {
    const startedAt = performance.now();
    server = await startServer(options, allSettings);
    return { ...runningOf(server, admin), startMs: performance.now() - startedAt };
  };
  try {
    const running = await start();
    const accounts = await makeAccounts(running.api.url, admin, options);
    const complete = (one: typeof running): RunningCandidate => ({
      ...one,
      ...accounts,
      restart: async () => {
        await server?.end();
        server = undefined;
        return complete(await start());
      },
      close: async () => {
        try {
          await server?.end();
        } finally {
          await folder.remove();
        }
      },
    });
    return complete(running);
  } catch (error) {
    // The first failure is the one to show.
    await server?.end().catch(() => {});
    await folder.remove();
    throw error;
  }
}

function runningOf(
  { pid, ready: { apiUrl, ocppUrl, mqttPort, mqttWebSocketUrl } }: StartedProcess<Endpoints>,
  admin: Login,
) {
  return {
    pids: [pid],
    chargePointUrl: ocppUrl,
    mqttPort,
    api: { url: apiUrl, login: admin },
    ...(mqttWebSocketUrl === undefined ? {} : { mqttWebSocketUrl }),
  };
}

function environment(dataFolder: string, adminPassword: string): Readonly<Record<string, string>> {
  const ocpp = 'OCPP_BROKER_GATEWAY__OCPP__';
  return {
    OCPP_BROKER_DATA_DIR: dataFolder,
    OCPP_BROKER_ADMIN_PASSWORD: adminPassword,
    OCPP_BROKER_LOG__FORMAT: 'json',
    OCPP_BROKER_API__BIND: local,
    // One for each CALL that is posted at the same time.
    OCPP_BROKER_API__MAX_CONNECTIONS: '20000',
    OCPP_BROKER_MQTT__LISTENERS__TCP__DEFAULT__BIND: local,
    OCPP_BROKER_MQTT__LISTENERS__WS__DEFAULT__BIND: local,
    [`${ocpp}LISTENERS__WS__DEFAULT__BIND`]: local,
    [`${ocpp}LISTENERS__WS__DEFAULT__MAX_CONNECTIONS`]: '20000',
    // How fast a crowd can come is measured, so the brake is off.
    [`${ocpp}LISTENERS__WS__DEFAULT__MAX_CONN_RATE`]: '1000000/s',
    // What is meant for random keys, as these are.
    [`${ocpp}AUTHENTICATION__PASSWORD_HASH_ALGORITHM__NAME`]: 'sha256',
  };
}

function startServer(
  { pinning, nodeArguments, signal }: StartOptions,
  environment: Readonly<Record<string, string>>,
): Promise<StartedProcess<Endpoints>> {
  const args = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=24', ...nodeArguments, serverFile];
  return startProcess({
    ...pinned({ command: process.execPath, args }, pinning, 'server'),
    environment,
    readyFrom: endpointReader(),
    readyTimeMaxMs,
    signal,
  });
}

/** Gathers the addresses out of the lines of the log, and returns them once all are there. */
export function endpointReader(): (line: string) => Endpoints | undefined {
  const urls = new Map<string, string>();
  return (line) => {
    const entry = jsonOf(line);
    const listening = /^listening: (\S+)$/.exec(typeof entry?.msg === 'string' ? entry.msg : '');
    if (listening?.[1] !== undefined && typeof entry?.url === 'string') urls.set(listening[1], entry.url);
    const apiUrl = urls.get('api');
    const mqttUrl = urls.get('mqtt.listeners.tcp.default');
    const ocppUrl = urls.get('gateway.ocpp.listeners.ws.default');
    if (apiUrl === undefined || mqttUrl === undefined || ocppUrl === undefined) return undefined;
    const mqttWebSocketUrl = urls.get('mqtt.listeners.ws.default');
    const known = { apiUrl, ocppUrl, mqttPort: Number(new URL(mqttUrl).port) };
    return mqttWebSocketUrl === undefined ? known : { ...known, mqttWebSocketUrl };
  };
}

function jsonOf(line: string): { readonly msg?: unknown; readonly url?: unknown } | undefined {
  try {
    return Object(JSON.parse(line)) as { readonly msg?: unknown; readonly url?: unknown };
  } catch {
    return undefined;
  }
}

async function makeAccounts(
  apiUrl: string,
  admin: Login,
  { identities, signal }: StartOptions,
): Promise<Pick<RunningCandidate, 'chargePoints' | 'csmsLogin'>> {
  const api = await AdminApi.login(apiUrl, admin, signal);
  const csmsLogin = { username: 'csms', password: newPassword() };
  await api.addMqttUser(csmsLogin);
  const chargePoints: (ChargePointAccount & { readonly login: Login })[] = identities.map((identity) => ({
    identity,
    login: { username: identity, password: newPassword() },
  }));
  await api.importChargePointUsers(chargePoints.map(({ login }) => login));
  return { chargePoints, csmsLogin };
}

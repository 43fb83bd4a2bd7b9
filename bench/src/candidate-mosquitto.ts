// What a user would run without ocpp-broker: a server for charge points in Node, mqtt.js, and mosquitto between it and the CSMS. Both
// processes count. No CSMS of theirs is measured, since the load generator plays it for every candidate.

import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Candidate, ChargePointAccount, RunningCandidate, StartOptions } from './candidate.ts';
import { mosquittoMissing, startMosquitto } from './mosquitto.ts';
import { newPassword } from './password.ts';
import { pinned } from './pinning.ts';
import { type StartedProcess, startProcess } from './started-process.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

const readyTimeMaxMs = 20_000;

/** The kinds of servers for charge points that talk to mosquitto. */
export type GatewayKind = 'ocpp-rpc' | 'ws';

/** ocpp-rpc with logins and strict validation; each CALL is published by mqtt.js, and answered with what comes back. */
export const ocppRpcMosquitto: Candidate = {
  name: 'ocpp-rpc-mosquitto',
  description: 'ocpp-rpc (logins, strict validation) with mqtt.js to mosquitto, as a user would build it',
  unavailable: mosquittoMissing,
  start: (options) => start('ocpp-rpc', options),
};

/** ws alone, which neither validates nor asks for logins, with mqtt.js. */
export const wsMosquitto: Candidate = {
  name: 'ws-mosquitto',
  description: 'bare ws with mqtt.js to mosquitto: no logins, no validation',
  unavailable: mosquittoMissing,
  start: (options) => start('ws', options),
};

async function start(kind: GatewayKind, options: StartOptions): Promise<RunningCandidate> {
  const folder = await makeTemporaryFolder();
  const started: StartedProcess<unknown>[] = [];
  const close = async () => {
    // The gateway first, which would try to reach mosquitto again.
    const ends = await Promise.allSettled(started.toReversed().map((one) => one.end()));
    await folder.remove();
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  };
  try {
    const mosquitto = await startMosquitto(folder.path, options);
    started.push(mosquitto);
    const gateway = await startGateway(kind, mosquitto.ready, folder.path, options);
    started.push(gateway);
    return {
      pids: [gateway.pid, mosquitto.pid],
      chargePointUrl: gateway.ready.chargePointUrl,
      mqttPort: mosquitto.ready,
      chargePoints: gateway.ready.chargePoints,
      csmsLogin: undefined,
      close,
    };
  } catch (error) {
    // The first failure is the one to show.
    await close().catch(() => {});
    throw error;
  }
}

/** Where a gateway takes charge points, and which. */
type Gateway = { readonly chargePointUrl: string; readonly chargePoints: readonly ChargePointAccount[] };

/** Starts the server for charge points alone, for a broker on a port of this machine. */
export async function startGateway(
  kind: GatewayKind,
  mqttPort: number,
  folder: string,
  { identities, qos, pinning, nodeArguments, signal }: StartOptions,
): Promise<StartedProcess<Gateway>> {
  const chargePoints = identities.map((identity) =>
    kind === 'ws' ? { identity } : { identity, login: { username: identity, password: newPassword() } },
  );
  const accountsFile = join(folder, 'charge-points.json');
  await writeFile(accountsFile, JSON.stringify(chargePoints.map(digestOf)), { mode: 0o600 });
  const file = fileURLToPath(new URL(`./${kind}-gateway-main.js`, import.meta.url));
  return startProcess({
    ...pinned(
      { command: process.execPath, args: [...nodeArguments, file, String(mqttPort), String(qos), accountsFile] },
      pinning,
      'server',
    ),
    environment: {},
    readyFrom: (line) => {
      const port = /^ocpp (\d+)$/.exec(line)?.[1];
      return port === undefined ? undefined : { chargePointUrl: `ws://127.0.0.1:${port}/ocpp`, chargePoints };
    },
    readyTimeMaxMs,
    signal,
  });
}

/** An identity and the SHA-256 of its password. */
function digestOf({ identity, login }: ChargePointAccount): readonly [string, string] {
  return [
    identity,
    createHash('sha256')
      .update(login?.password ?? '')
      .digest('hex'),
  ];
}

import { fileURLToPath } from 'node:url';
import type { Candidate } from './candidate.ts';
import { pinned } from './pinning.ts';
import { startProcess } from './started-process.ts';

const floorFile = fileURLToPath(new URL('./floor-main.js', import.meta.url));
const readyTimeMaxMs = 10_000;

/** The least that does the job: what everything else costs is measured against it. */
export const floor: Candidate = {
  name: 'floor',
  description: 'ws and aedes in one process: no logins, no validation, no storage',
  start: async ({ identities, qos, pinning, nodeArguments, signal }) => {
    const args = [...nodeArguments, floorFile, String(qos)];
    const { pid, ready, end } = await startProcess({
      ...pinned({ command: process.execPath, args }, pinning, 'server'),
      environment: {},
      readyFrom: portsOf,
      readyTimeMaxMs,
      signal,
    });
    return {
      pids: [pid],
      chargePointUrl: `ws://127.0.0.1:${ready.ocppPort}/ocpp`,
      mqttPort: ready.mqttPort,
      chargePoints: identities.map((identity) => ({ identity })),
      csmsLogin: undefined,
      close: end,
    };
  },
};

function portsOf(line: string): { readonly mqttPort: number; readonly ocppPort: number } | undefined {
  const found = /^mqtt (\d+) ocpp (\d+)$/.exec(line);
  return found === null ? undefined : { mqttPort: Number(found[1]), ocppPort: Number(found[2]) };
}

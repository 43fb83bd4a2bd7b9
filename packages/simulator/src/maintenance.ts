// GetDiagnostics and UpdateFirmware as far as the server sees them: the notifications come, in order and with pauses; nothing is
// uploaded or downloaded.

import { timestamp } from './clock.ts';
import type { Station } from './station.ts';

type Job = {
  readonly action: 'DiagnosticsStatusNotification' | 'FirmwareStatusNotification';
  readonly statuses: readonly string[];
};

const jobs = {
  diagnostics: { action: 'DiagnosticsStatusNotification', statuses: ['Uploading', 'Uploaded'] },
  firmware: {
    action: 'FirmwareStatusNotification',
    statuses: ['Downloading', 'Downloaded', 'Installing', 'Installed'],
  },
} as const satisfies Record<string, Job>;

/** The two jobs that report their progress. */
export type JobName = keyof typeof jobs;

/** Runs the jobs of one charge point, each at most once at a time: a new request starts it over. */
export class Maintenance {
  readonly #station: Station;
  readonly #stepMs: number;
  readonly #current: Record<JobName, string> = { diagnostics: 'Idle', firmware: 'Idle' };

  constructor(station: Station, stepMs: number) {
    this.#station = station;
    this.#stepMs = stepMs;
  }

  /** Starts a job after `delayMs`. */
  start(name: JobName, delayMs: number): void {
    this.#step(name, 0, delayMs);
  }

  /** Sends the job's status as it is now, `Idle` when it does not run (OCPP 1.6 §7.24 and §7.25). */
  async notify(name: JobName): Promise<void> {
    await this.#station.call(jobs[name].action, { status: this.#current[name] });
  }

  /** The name of the file that GetDiagnostics promises. */
  diagnosticsFileName(): string {
    return `diagnostics-${timestamp(this.#station.now()).replace(/[:.]/g, '-')}.log`;
  }

  #step(name: JobName, at: number, delayMs: number): void {
    const { action, statuses } = jobs[name];
    const status: string | undefined = statuses[at];
    if (status === undefined) return;
    this.#station.timers.set(name, delayMs, () => {
      const isLast = at === statuses.length - 1;
      this.#current[name] = isLast ? 'Idle' : status;
      this.#station.run(this.#station.call(action, { status }));
      this.#step(name, at + 1, this.#stepMs);
    });
  }
}

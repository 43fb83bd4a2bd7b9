import { ChargePoint } from './charge-point.ts';
import { type Clock, systemClock, timestamp } from './clock.ts';
import type { SimulateOptions } from './command.ts';
import { SimulatorError } from './errors.ts';
import { writeEventLines } from './event-lines.ts';
import { identities } from './identities.ts';
import { Workload } from './workload.ts';

/** Charge points that run together. */
export interface Fleet {
  readonly chargePoints: readonly ChargePoint[];
  /** Ends the transactions and closes all connections, within about `closingMs`. */
  close(): Promise<void>;
}

/** Where a fleet writes and what time it is there. */
export type FleetSurroundings = {
  readonly write: (line: string) => void;
  readonly clock?: Clock;
  readonly random?: () => number;
};

/** Between two first connections, so that a large fleet does not arrive in one instant. */
const staggerMs = 5;
/** How long the transactions may take to end. */
const closingMs = 3_000;

const pause = { minMs: 5_000, maxMs: 20_000 };
const charge = { minMs: 30_000, maxMs: 90_000 };

/** Starts the charge points of a command line; each connects as soon as the server lets it. */
export function startFleet(options: SimulateOptions, surroundings: FleetSurroundings): Fleet {
  const { clock = systemClock, random = Math.random } = surroundings;
  const write = (line: string) => surroundings.write(`${timestamp(clock.now())} ${line}`);
  const members = identities(options.identity, options.count).map((identity, index) => {
    const chargePoint = new ChargePoint({
      url: options.url,
      identity,
      username: options.username,
      password: options.password,
      vendor: options.vendor,
      model: options.model,
      serialNumber: identity.slice(0, 25),
      firmwareVersion: '1.0.0',
      connectors: options.connectors,
      clock,
      random,
    });
    chargePoint.device.configuration.setCount('MeterValueSampleInterval', options.intervalS);
    writeEventLines(chargePoint, write, options.quiet);
    const cancel = clock.after(index * staggerMs, () => {
      chargePoint.connect({ retry: true }).catch((error: unknown) => {
        // Nobody but close() ends the attempts, and then the rejection is no news.
        if (!(error instanceof SimulatorError)) throw error;
      });
    });
    const workload = options.idle
      ? undefined
      : new Workload(chargePoint, { idTag: options.idTag, pause, charge, clock, random });
    return { chargePoint, workload, cancel };
  });
  return {
    chargePoints: members.map(({ chargePoint }) => chargePoint),
    async close() {
      for (const { cancel } of members) cancel();
      const ends = members.map(async ({ chargePoint, workload }) => {
        await workload?.stop();
        await chargePoint.drained();
      });
      const workloads = Promise.all(ends);
      let cancelGrace = () => {};
      const grace = new Promise<void>((resolve) => {
        cancelGrace = clock.after(closingMs, resolve);
      });
      await Promise.race([workloads, grace]);
      cancelGrace();
      await Promise.all(members.map(({ chargePoint }) => chargePoint.close(1000, 'simulation ended')));
      await workloads;
    },
  };
}

import { type ChargingProfile, type ChargingProfiles, recurrencyS, scheduleStartMs } from './charging-profiles.ts';
import { phases, voltageV } from './meter.ts';

/** A period of a composite schedule: amperes per phase from `startS` seconds on. */
export type CompositePeriod = { readonly startS: number; readonly limitA: number };

/**
 * The limits of a connector from `startMs` for `durationS` seconds, as GetCompositeSchedule reports them. Limits are looked up wherever one of
 * the profiles can change; at most `periodsMax` periods are returned.
 */
export function compositeSchedule(
  profiles: ChargingProfiles,
  query: {
    readonly connectorId: number;
    readonly startMs: number;
    readonly durationS: number;
    readonly transactionStartMs: number | undefined;
  },
  periodsMax = 100,
): readonly CompositePeriod[] {
  const { connectorId, startMs, durationS } = query;
  const relativeStartMs = query.transactionStartMs ?? startMs;
  const edges = new Set([0]);
  for (const profile of profiles.all) {
    for (const edgeMs of profileEdgesMs(profile, startMs, durationS, relativeStartMs)) {
      const edgeS = Math.ceil((edgeMs - startMs) / 1000);
      if (edgeS > 0 && edgeS < durationS) edges.add(edgeS);
    }
  }
  const periods: CompositePeriod[] = [];
  for (const startS of [...edges].sort((a, b) => a - b)) {
    const limitA = profiles.limitA(connectorId, startMs + startS * 1000, relativeStartMs);
    if (periods.at(-1)?.limitA !== limitA) periods.push({ startS, limitA });
    if (periods.length === periodsMax) break;
  }
  return periods;
}

function* profileEdgesMs(
  profile: ChargingProfile,
  startMs: number,
  durationS: number,
  relativeStartMs: number,
): Generator<number> {
  if (profile.validFromMs !== undefined) yield profile.validFromMs;
  if (profile.validToMs !== undefined) yield profile.validToMs;
  const cycleS = recurrencyS(profile) ?? durationS;
  const firstMs = scheduleStartMs(profile, startMs, relativeStartMs);
  for (let baseMs = firstMs; baseMs < startMs + durationS * 1000; baseMs += Math.max(1, cycleS) * 1000) {
    for (const { startS } of profile.periods) yield baseMs + startS * 1000;
    yield baseMs + (profile.durationS ?? cycleS) * 1000;
    if (recurrencyS(profile) === undefined) break;
  }
}

/** Watts of a limit in amperes per phase, on all phases. */
export function limitW(limitA: number): number {
  return limitA * voltageV * phases;
}

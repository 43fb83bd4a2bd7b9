// Smart charging (OCPP 1.6 §3.13): which profiles are installed and what they allow at a moment. Limits are amperes per phase here;
// watts are converted with the meter's voltage.

import { currentMaxA, voltageV } from './meter.ts';

/** What a profile is for; at most one purpose applies to a transaction, with ChargePointMaxProfile above it. */
export const profilePurposes = ['ChargePointMaxProfile', 'TxDefaultProfile', 'TxProfile'] as const;
/** What the start of a schedule refers to. */
export const profileKinds = ['Absolute', 'Recurring', 'Relative'] as const;
/** Units of a limit: amperes per phase, or watts in all. */
export const rateUnits = ['A', 'W'] as const;

/** A limit from `startS` seconds into the schedule on, in the schedule's unit. */
export type SchedulePeriod = { readonly startS: number; readonly limit: number; readonly phases: number };

/** A charging profile with its times in milliseconds since 1970. */
export type ChargingProfile = {
  readonly id: number;
  readonly connectorId: number;
  readonly transactionId: number | undefined;
  readonly stackLevel: number;
  readonly purpose: (typeof profilePurposes)[number];
  readonly kind: (typeof profileKinds)[number];
  readonly recurrency: 'Daily' | 'Weekly' | undefined;
  readonly validFromMs: number | undefined;
  readonly validToMs: number | undefined;
  readonly startMs: number | undefined;
  readonly durationS: number | undefined;
  readonly unit: (typeof rateUnits)[number];
  readonly periods: readonly SchedulePeriod[];
};

/** A filter of ClearChargingProfile; what is undefined matches everything. */
export type ProfileFilter = {
  readonly id: number | undefined;
  readonly connectorId: number | undefined;
  readonly purpose: string | undefined;
  readonly stackLevel: number | undefined;
};

/** Most profiles that are kept (MaxChargingProfilesInstalled). */
export const profilesMax = 20;
/** Highest stack level that is taken (ChargeProfileMaxStackLevel). */
export const stackLevelMax = 10;

const daySeconds = 86_400;

/** The installed profiles. */
export class ChargingProfiles {
  #profiles: readonly ChargingProfile[] = [];

  get all(): readonly ChargingProfile[] {
    return this.#profiles;
  }

  /** Installs a profile in place of one with its id, or with its purpose and stack level on its connector (OCPP 1.6 §5.16); false when there are too many. */
  install(profile: ChargingProfile): boolean {
    const others = this.#profiles.filter((other) => other.id !== profile.id && !isSameSlot(other, profile));
    if (others.length >= profilesMax) return false;
    this.#profiles = [...others, profile];
    return true;
  }

  /** Removes what the filter matches and tells how many that were. */
  clear(filter: ProfileFilter): number {
    const kept = this.#profiles.filter((profile) => !matches(profile, filter));
    const removed = this.#profiles.length - kept.length;
    this.#profiles = kept;
    return removed;
  }

  /** A TxProfile ends with its transaction. */
  endTransaction(connectorId: number): void {
    this.clear({ id: undefined, connectorId, purpose: 'TxProfile', stackLevel: undefined });
  }

  /** The limit on a connector at a moment, in amperes per phase; `transactionStartMs` is what relative schedules count from. */
  limitA(connectorId: number, atMs: number, transactionStartMs: number | undefined): number {
    const leading = (purpose: ChargingProfile['purpose'], connector: number) =>
      this.#leadingLimitA(purpose, connector, atMs, transactionStartMs ?? atMs);
    const own =
      leading('TxProfile', connectorId) ?? leading('TxDefaultProfile', connectorId) ?? leading('TxDefaultProfile', 0);
    return Math.min(currentMaxA, own ?? currentMaxA, leading('ChargePointMaxProfile', 0) ?? currentMaxA);
  }

  #leadingLimitA(purpose: string, connectorId: number, atMs: number, relativeStartMs: number): number | undefined {
    let best: { readonly stackLevel: number; readonly limitA: number } | undefined;
    for (const profile of this.#profiles) {
      if (profile.purpose !== purpose || profile.connectorId !== connectorId) continue;
      const limitA = profileLimitA(profile, atMs, relativeStartMs);
      if (limitA === undefined || (best !== undefined && best.stackLevel >= profile.stackLevel)) continue;
      best = { stackLevel: profile.stackLevel, limitA };
    }
    return best?.limitA;
  }
}

function isSameSlot(a: ChargingProfile, b: ChargingProfile): boolean {
  return a.connectorId === b.connectorId && a.purpose === b.purpose && a.stackLevel === b.stackLevel;
}

function matches(profile: ChargingProfile, filter: ProfileFilter): boolean {
  // An id names one profile; the other criteria are not looked at then (OCPP 1.6 §6.13).
  if (filter.id !== undefined) return profile.id === filter.id;
  return (
    (filter.connectorId === undefined || profile.connectorId === filter.connectorId) &&
    (filter.purpose === undefined || profile.purpose === filter.purpose) &&
    (filter.stackLevel === undefined || profile.stackLevel === filter.stackLevel)
  );
}

function profileLimitA(profile: ChargingProfile, atMs: number, relativeStartMs: number): number | undefined {
  if (profile.validFromMs !== undefined && atMs < profile.validFromMs) return undefined;
  if (profile.validToMs !== undefined && atMs >= profile.validToMs) return undefined;
  const elapsedS = (atMs - scheduleStartMs(profile, atMs, relativeStartMs)) / 1000;
  if (elapsedS < 0 || (profile.durationS !== undefined && elapsedS >= profile.durationS)) return undefined;
  const period = profile.periods.findLast(({ startS }) => startS <= elapsedS);
  if (period === undefined) return undefined;
  return profile.unit === 'A' ? period.limit : period.limit / (voltageV * period.phases);
}

/** When the schedule that covers `atMs` began: this cycle's start for a recurring one, `relativeStartMs` for one that has no start of its own. */
export function scheduleStartMs(profile: ChargingProfile, atMs: number, relativeStartMs: number): number {
  if (profile.kind === 'Relative' || profile.startMs === undefined) return relativeStartMs;
  const cycleS = recurrencyS(profile);
  if (cycleS === undefined || atMs < profile.startMs) return profile.startMs;
  const cycles = Math.floor((atMs - profile.startMs) / (cycleS * 1000));
  return profile.startMs + cycles * cycleS * 1000;
}

/** Seconds of a cycle of a recurring profile, undefined for any other. */
export function recurrencyS(profile: ChargingProfile): number | undefined {
  if (profile.kind !== 'Recurring') return undefined;
  return profile.recurrency === 'Weekly' ? 7 * daySeconds : daySeconds;
}

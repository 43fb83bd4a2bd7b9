import type { Payload } from '@ocpp-broker/ocpp';
import { type ChargingProfile, profileKinds, profilePurposes, rateUnits } from './charging-profiles.ts';
import { CallRefused } from './errors.ts';
import { phases } from './meter.ts';
import {
  choiceField,
  integerField,
  numberField,
  objectField,
  objectsField,
  optionalChoice,
  optionalDate,
  optionalInteger,
} from './payload-field.ts';

/** Most periods of one schedule (ChargingScheduleMaxPeriods). */
export const periodsMax = 100;

/** Reads a ChargingProfile (OCPP 1.6 §7.8) that is meant for `connectorId`; throws CallRefused. */
export function chargingProfile(payload: Payload, connectorId: number): ChargingProfile {
  const schedule = objectField(payload, 'chargingSchedule');
  const periods = objectsField(schedule, 'chargingSchedulePeriod').map((period) => ({
    startS: integerField(period, 'startPeriod'),
    limit: numberField(period, 'limit'),
    phases: Math.max(1, optionalInteger(period, 'numberPhases') ?? phases),
  }));
  if (periods.length === 0) throw new CallRefused('OccurenceConstraintViolation', 'chargingSchedulePeriod is empty');
  if (periods.length > periodsMax) {
    throw new CallRefused('PropertyConstraintViolation', `chargingSchedulePeriod has more than ${periodsMax} entries`);
  }
  return {
    id: integerField(payload, 'chargingProfileId'),
    connectorId,
    transactionId: optionalInteger(payload, 'transactionId'),
    stackLevel: integerField(payload, 'stackLevel'),
    purpose: choiceField(payload, 'chargingProfilePurpose', profilePurposes),
    kind: choiceField(payload, 'chargingProfileKind', profileKinds),
    recurrency: optionalChoice(payload, 'recurrencyKind', ['Daily', 'Weekly']),
    validFromMs: optionalDate(payload, 'validFrom'),
    validToMs: optionalDate(payload, 'validTo'),
    startMs: optionalDate(schedule, 'startSchedule'),
    durationS: optionalInteger(schedule, 'duration'),
    unit: choiceField(schedule, 'chargingRateUnit', rateUnits),
    periods: periods.toSorted((a, b) => a.startS - b.startS),
  };
}

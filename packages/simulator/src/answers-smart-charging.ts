// Smart charging from the server's side (OCPP 1.6 §5.5, §5.7, §5.16).

import type { AnswerFunction } from './answers.ts';
import { rateUnits, stackLevelMax } from './charging-profiles.ts';
import { timestamp } from './clock.ts';
import { compositeSchedule, limitW } from './composite-schedule.ts';
import { integerField, objectField, optionalChoice, optionalInteger, optionalText } from './payload-field.ts';
import { chargingProfile } from './profile-field.ts';

const status = (value: string) => ({ payload: { status: value } });

/** Longest composite schedule that is computed; a longer question is answered for this much. */
const compositeSecondsMax = 7 * 86_400;

const setChargingProfile: AnswerFunction = (payload, station) => {
  const connectorId = integerField(payload, 'connectorId');
  const profile = chargingProfile(objectField(payload, 'csChargingProfiles'), connectorId);
  const connector = station.device.connectors[connectorId];
  if (connector === undefined || profile.stackLevel > stackLevelMax || profile.stackLevel < 0)
    return status('Rejected');
  if (profile.purpose === 'ChargePointMaxProfile' && connectorId !== 0) return status('Rejected');
  if (profile.purpose === 'TxProfile') {
    const transactionId = connector.transaction?.transactionId;
    const isOther = profile.transactionId !== undefined && profile.transactionId !== transactionId;
    if (transactionId === undefined || isOther) return status('Rejected');
  }
  return status(station.device.profiles.install(profile) ? 'Accepted' : 'Rejected');
};

const clearChargingProfile: AnswerFunction = (payload, station) => {
  const removed = station.device.profiles.clear({
    id: optionalInteger(payload, 'id'),
    connectorId: optionalInteger(payload, 'connectorId'),
    purpose: optionalText(payload, 'chargingProfilePurpose'),
    stackLevel: optionalInteger(payload, 'stackLevel'),
  });
  return status(removed > 0 ? 'Accepted' : 'Unknown');
};

const getCompositeSchedule: AnswerFunction = (payload, station) => {
  const connectorId = integerField(payload, 'connectorId');
  const durationS = Math.min(compositeSecondsMax, Math.max(0, integerField(payload, 'duration')));
  const unit = optionalChoice(payload, 'chargingRateUnit', rateUnits) ?? 'A';
  const connector = station.device.connectors[connectorId];
  if (connector === undefined) return status('Rejected');
  const startMs = station.now();
  const transactionStartMs = connector.transaction?.startedAtMs;
  const periods = compositeSchedule(station.device.profiles, { connectorId, startMs, durationS, transactionStartMs });
  const inUnit = (limitA: number) => Number((unit === 'A' ? limitA : limitW(limitA)).toFixed(1));
  return {
    payload: {
      status: 'Accepted',
      connectorId,
      scheduleStart: timestamp(startMs),
      chargingSchedule: {
        duration: durationS,
        startSchedule: timestamp(startMs),
        chargingRateUnit: unit,
        chargingSchedulePeriod: periods.map(({ startS, limitA }) => ({ startPeriod: startS, limit: inUnit(limitA) })),
      },
    },
  };
};

/** Answers of the SmartCharging profile by action. */
export const smartChargingAnswers: Readonly<Record<string, AnswerFunction>> = {
  ClearChargingProfile: clearChargingProfile,
  GetCompositeSchedule: getCompositeSchedule,
  SetChargingProfile: setChargingProfile,
};

// The actions of OCPP 2.0.1 and 2.1 by who sends them, as the specifications list their messages.

import type { Version2 } from './schema-sets2.ts';

/** A version's actions; a `send` of the charging station is a SEND, which has no response. */
export type Actions = {
  readonly station: readonly string[];
  readonly send: readonly string[];
  readonly both: readonly string[];
  readonly csms: readonly string[];
};

const station20 = [
  ...['Authorize', 'BootNotification', 'ClearedChargingLimit', 'FirmwareStatusNotification', 'Get15118EVCertificate'],
  ...['GetCertificateStatus', 'Heartbeat', 'LogStatusNotification', 'MeterValues', 'NotifyChargingLimit'],
  ...['NotifyCustomerInformation', 'NotifyDisplayMessages', 'NotifyEVChargingNeeds', 'NotifyEVChargingSchedule'],
  ...['NotifyEvent', 'NotifyMonitoringReport', 'NotifyReport', 'PublishFirmwareStatusNotification'],
  ...['ReportChargingProfiles', 'ReservationStatusUpdate', 'SecurityEventNotification', 'SignCertificate'],
  ...['StatusNotification', 'TransactionEvent'],
];

const csms20 = [
  ...['CancelReservation', 'CertificateSigned', 'ChangeAvailability', 'ClearCache', 'ClearChargingProfile'],
  ...['ClearDisplayMessage', 'ClearVariableMonitoring', 'CostUpdated', 'CustomerInformation', 'DeleteCertificate'],
  ...['GetBaseReport', 'GetChargingProfiles', 'GetCompositeSchedule', 'GetDisplayMessages'],
  ...['GetInstalledCertificateIds', 'GetLocalListVersion', 'GetLog', 'GetMonitoringReport', 'GetReport'],
  ...['GetTransactionStatus', 'GetVariables', 'InstallCertificate', 'PublishFirmware', 'RequestStartTransaction'],
  ...['RequestStopTransaction', 'ReserveNow', 'Reset', 'SendLocalList', 'SetChargingProfile', 'SetDisplayMessage'],
  ...['SetMonitoringBase', 'SetMonitoringLevel', 'SetNetworkProfile', 'SetVariableMonitoring', 'SetVariables'],
  ...['TriggerMessage', 'UnlockConnector', 'UnpublishFirmware', 'UpdateFirmware'],
];

const station21 = [
  ...['BatterySwap', 'ClosePeriodicEventStream', 'GetCertificateChainStatus', 'NotifyDERAlarm', 'NotifyDERStartStop'],
  ...['NotifyPriorityCharging', 'NotifySettlement', 'OpenPeriodicEventStream', 'PullDynamicScheduleUpdate'],
  ...['ReportDERControl', 'VatNumberValidation'],
];

const csms21 = [
  ...['AFRRSignal', 'AdjustPeriodicEventStream', 'ChangeTransactionTariff', 'ClearDERControl', 'ClearTariffs'],
  ...['GetDERControl', 'GetPeriodicEventStream', 'GetTariffs', 'NotifyAllowedEnergyTransfer'],
  ...['NotifyWebPaymentStarted', 'RequestBatterySwap', 'SetDERControl', 'SetDefaultTariff', 'UpdateDynamicSchedule'],
  'UsePriorityCharging',
];

/** The lists; 2.1 has every action of 2.0.1. */
export const actions2: Readonly<Record<Version2, Actions>> = {
  '2.0.1': { station: station20, send: [], both: ['DataTransfer'], csms: csms20 },
  '2.1': {
    station: [...station20, ...station21],
    send: ['NotifyPeriodicEventStream'],
    both: ['DataTransfer'],
    csms: [...csms20, ...csms21],
  },
};

/** What documents a version's actions need: a request each, and a response for all but a SEND. */
export function documentNames({ station, send, both, csms }: Actions): readonly string[] {
  const calls = [...station, ...both, ...csms];
  return [...calls.flatMap((action) => [`${action}Request`, `${action}Response`]), ...send.map((it) => `${it}Request`)];
}

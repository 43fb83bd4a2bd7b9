// Who may send which action (OCPP 1.6 edition 2 §4 and §5 with the security whitepaper edition 3; OCPP 2.0.1 and 2.1 Part 2).
// Actions are case-sensitive.

import type { OcppVersion } from './version.ts';

/** Who sends a CALL. */
export type Sender = 'chargePoint' | 'csms';

/** Who may send an action: `nobody` is its name for an action that the version does not have. */
export type ActionSender = Sender | 'both' | 'nobody';

const sentByChargePoint16 = words(`
  Authorize BootNotification DiagnosticsStatusNotification FirmwareStatusNotification Heartbeat MeterValues
  StartTransaction StatusNotification StopTransaction LogStatusNotification SecurityEventNotification SignCertificate
  SignedFirmwareStatusNotification
`);

const sentByCsms16 = words(`
  CancelReservation ChangeAvailability ChangeConfiguration ClearCache ClearChargingProfile GetCompositeSchedule
  GetConfiguration GetDiagnostics GetLocalListVersion RemoteStartTransaction RemoteStopTransaction ReserveNow Reset
  SendLocalList SetChargingProfile TriggerMessage UnlockConnector UpdateFirmware CertificateSigned DeleteCertificate
  ExtendedTriggerMessage GetInstalledCertificateIds GetLog InstallCertificate SignedUpdateFirmware
`);

const sentByStation201 = words(`
  Authorize BootNotification ClearedChargingLimit FirmwareStatusNotification Get15118EVCertificate GetCertificateStatus
  Heartbeat LogStatusNotification MeterValues NotifyChargingLimit NotifyCustomerInformation NotifyDisplayMessages
  NotifyEVChargingNeeds NotifyEVChargingSchedule NotifyEvent NotifyMonitoringReport NotifyReport
  PublishFirmwareStatusNotification ReportChargingProfiles ReservationStatusUpdate SecurityEventNotification
  SignCertificate StatusNotification TransactionEvent
`);

const sentByCsms201 = words(`
  CancelReservation CertificateSigned ChangeAvailability ClearCache ClearChargingProfile ClearDisplayMessage
  ClearVariableMonitoring CostUpdated CustomerInformation DeleteCertificate GetBaseReport GetChargingProfiles
  GetCompositeSchedule GetDisplayMessages GetInstalledCertificateIds GetLocalListVersion GetLog GetMonitoringReport
  GetReport GetTransactionStatus GetVariables InstallCertificate PublishFirmware RequestStartTransaction
  RequestStopTransaction ReserveNow Reset SendLocalList SetChargingProfile SetDisplayMessage SetMonitoringBase
  SetMonitoringLevel SetNetworkProfile SetVariableMonitoring SetVariables TriggerMessage UnlockConnector
  UnpublishFirmware UpdateFirmware
`);

const sentByStation21 = words(`
  BatterySwap ClosePeriodicEventStream GetCertificateChainStatus NotifyDERAlarm NotifyDERStartStop
  NotifyPriorityCharging NotifySettlement OpenPeriodicEventStream PullDynamicScheduleUpdate ReportDERControl
  VatNumberValidation
`);

const sentByCsms21 = words(`
  AFRRSignal AdjustPeriodicEventStream ChangeTransactionTariff ClearDERControl ClearTariffs GetDERControl
  GetPeriodicEventStream GetTariffs NotifyAllowedEnergyTransfer NotifyWebPaymentStarted RequestBatterySwap SetDERControl
  SetDefaultTariff UpdateDynamicSchedule UsePriorityCharging
`);

// Goes out as SEND only, and is never answered (OCPP 2.1 Part 4 §4.2.5).
const sentUnanswered21 = ['NotifyPeriodicEventStream'];

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

function table(fromChargePoint: readonly string[], fromCsms: readonly string[]): ReadonlyMap<string, ActionSender> {
  return new Map<string, ActionSender>([
    ...fromChargePoint.map((action) => [action, 'chargePoint'] as const),
    ...fromCsms.map((action) => [action, 'csms'] as const),
    ['DataTransfer', 'both'],
  ]);
}

const senders: Readonly<Record<OcppVersion, ReadonlyMap<string, ActionSender>>> = {
  '1.6': table(sentByChargePoint16, sentByCsms16),
  '2.0.1': table(sentByStation201, sentByCsms201),
  '2.1': table([...sentByStation201, ...sentByStation21, ...sentUnanswered21], [...sentByCsms201, ...sentByCsms21]),
};

/** Who may send `action` in `version`. */
export function actionSender(action: string, version: OcppVersion): ActionSender {
  return senders[version].get(action) ?? 'nobody';
}

/** Whether an action goes out as SEND, and only so. */
export function isSentUnanswered(action: string, version: OcppVersion): boolean {
  return version === '2.1' && sentUnanswered21.includes(action);
}

/** Every action of a version. */
export function actionsOf(version: OcppVersion): readonly string[] {
  return [...senders[version].keys()];
}

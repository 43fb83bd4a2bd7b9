// Who may send which action (OCPP 1.6 edition 2 §4 and §5; security whitepaper edition 3). Actions are case-sensitive.

import type { OcppVersion } from './version.ts';

/** Who sends a CALL. */
export type Sender = 'chargePoint' | 'csms';

/** Who may send an action: `nobody` is its name for an action that the version does not have. */
export type ActionSender = Sender | 'both' | 'nobody';

const sentByChargePoint16 = [
  'Authorize',
  'BootNotification',
  'DiagnosticsStatusNotification',
  'FirmwareStatusNotification',
  'Heartbeat',
  'MeterValues',
  'StartTransaction',
  'StatusNotification',
  'StopTransaction',
  'LogStatusNotification',
  'SecurityEventNotification',
  'SignCertificate',
  'SignedFirmwareStatusNotification',
];

const sentByCsms16 = [
  'CancelReservation',
  'ChangeAvailability',
  'ChangeConfiguration',
  'ClearCache',
  'ClearChargingProfile',
  'GetCompositeSchedule',
  'GetConfiguration',
  'GetDiagnostics',
  'GetLocalListVersion',
  'RemoteStartTransaction',
  'RemoteStopTransaction',
  'ReserveNow',
  'Reset',
  'SendLocalList',
  'SetChargingProfile',
  'TriggerMessage',
  'UnlockConnector',
  'UpdateFirmware',
  'CertificateSigned',
  'DeleteCertificate',
  'ExtendedTriggerMessage',
  'GetInstalledCertificateIds',
  'GetLog',
  'InstallCertificate',
  'SignedUpdateFirmware',
];

const senders16: ReadonlyMap<string, ActionSender> = new Map<string, ActionSender>([
  ...sentByChargePoint16.map((action) => [action, 'chargePoint'] as const),
  ...sentByCsms16.map((action) => [action, 'csms'] as const),
  ['DataTransfer', 'both'],
]);

// The tables of the later versions belong here when the product speaks them.
const senders: Readonly<Record<OcppVersion, ReadonlyMap<string, ActionSender>>> = {
  '1.6': senders16,
  '2.0.1': new Map(),
  '2.1': new Map(),
};

/** Who may send `action` in `version`. */
export function actionSender(action: string, version: OcppVersion): ActionSender {
  return senders[version].get(action) ?? 'nobody';
}

/** Every action of a version. */
export function actionsOf(version: OcppVersion): readonly string[] {
  return [...senders[version].keys()];
}

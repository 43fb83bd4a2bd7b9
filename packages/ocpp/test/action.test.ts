// "Actions" of the protocol notes: who sends what, in each version. The lists are written out once more, since a table is only
// tested by another.

import t from 'tap';
import { actionSender, actionsOf, isSentUnanswered, type OcppVersion } from '../src/index.ts';
import {
  call,
  documents16,
  frame,
  idPrefix16,
  openSession,
  refusals,
  transmitted,
  versions,
} from './opened-session.ts';

const words = (text: string) => text.trim().split(/\s+/);

const up16 = words(`Authorize BootNotification DiagnosticsStatusNotification FirmwareStatusNotification Heartbeat
  MeterValues StartTransaction StatusNotification StopTransaction`);
const down16 = words(`CancelReservation ChangeAvailability ChangeConfiguration ClearCache ClearChargingProfile
  GetCompositeSchedule GetConfiguration GetDiagnostics GetLocalListVersion RemoteStartTransaction RemoteStopTransaction
  ReserveNow Reset SendLocalList SetChargingProfile TriggerMessage UnlockConnector UpdateFirmware`);
const upSecurity16 = words(`LogStatusNotification SecurityEventNotification SignCertificate
  SignedFirmwareStatusNotification`);
const downSecurity16 =
  words(`CertificateSigned DeleteCertificate ExtendedTriggerMessage GetInstalledCertificateIds GetLog
  InstallCertificate SignedUpdateFirmware`);
const up201 = words(`Authorize BootNotification ClearedChargingLimit FirmwareStatusNotification Get15118EVCertificate
  GetCertificateStatus Heartbeat LogStatusNotification MeterValues NotifyChargingLimit NotifyCustomerInformation
  NotifyDisplayMessages NotifyEVChargingNeeds NotifyEVChargingSchedule NotifyEvent NotifyMonitoringReport NotifyReport
  PublishFirmwareStatusNotification ReportChargingProfiles ReservationStatusUpdate SecurityEventNotification
  SignCertificate StatusNotification TransactionEvent`);
const down201 = words(`CancelReservation CertificateSigned ChangeAvailability ClearCache ClearChargingProfile
  ClearDisplayMessage ClearVariableMonitoring CostUpdated CustomerInformation DeleteCertificate GetBaseReport
  GetChargingProfiles GetCompositeSchedule GetDisplayMessages GetInstalledCertificateIds GetLocalListVersion GetLog
  GetMonitoringReport GetReport GetTransactionStatus GetVariables InstallCertificate PublishFirmware
  RequestStartTransaction RequestStopTransaction ReserveNow Reset SendLocalList SetChargingProfile SetDisplayMessage
  SetMonitoringBase SetMonitoringLevel SetNetworkProfile SetVariableMonitoring SetVariables TriggerMessage UnlockConnector
  UnpublishFirmware UpdateFirmware`);
const up21 = words(`BatterySwap ClosePeriodicEventStream GetCertificateChainStatus NotifyDERAlarm NotifyDERStartStop
  NotifyPriorityCharging NotifySettlement OpenPeriodicEventStream PullDynamicScheduleUpdate ReportDERControl
  VatNumberValidation`);
const down21 = words(`AFRRSignal AdjustPeriodicEventStream ChangeTransactionTariff ClearDERControl ClearTariffs
  GetDERControl GetPeriodicEventStream GetTariffs NotifyAllowedEnergyTransfer NotifyWebPaymentStarted RequestBatterySwap
  SetDERControl SetDefaultTariff UpdateDynamicSchedule UsePriorityCharging`);
const send21 = 'NotifyPeriodicEventStream';

type Directions = {
  readonly up: readonly string[];
  readonly down: readonly string[];
  readonly send: readonly string[];
};

const directions: Readonly<Record<OcppVersion, Directions>> = {
  '1.6': { up: [...up16, ...upSecurity16], down: [...down16, ...downSecurity16], send: [] },
  '2.0.1': { up: up201, down: down201, send: [] },
  '2.1': { up: [...up201, ...up21], down: [...down201, ...down21], send: [send21] },
};

t.test('Actions · 1.6: 9 from the charge point, 18 to it, DataTransfer both', async (t) => {
  t.strictSame([up16.length, down16.length], [9, 18]);
  t.equal(actionSender('DataTransfer', '1.6'), 'both');
});

t.test('Actions · 1.6 security extension: 4 from the charge point, 7 to it', async (t) => {
  t.strictSame([upSecurity16.length, downSecurity16.length], [4, 7]);
});

t.test('Actions · 2.0.1: 24 from the station, 39 to it, DataTransfer both', async (t) => {
  t.strictSame([up201.length, down201.length], [24, 39]);
  t.equal(actionSender('DataTransfer', '2.0.1'), 'both');
});

t.test('Actions · 2.1 adds 11 from the station, 15 to it, and one SEND', async (t) => {
  t.strictSame([up21.length, down21.length], [11, 15]);
  t.equal(actionSender('DataTransfer', '2.1'), 'both');
  t.ok(isSentUnanswered(send21, '2.1'));
  for (const action of [...up21, ...down21, send21]) {
    t.equal(actionSender(action, '2.0.1'), 'nobody', `${action} in 2.0.1`);
    t.equal(actionSender(action, '1.6'), 'nobody', `${action} in 1.6`);
  }
});

for (const version of versions) {
  const { up, down, send } = directions[version];

  t.test(`Actions · each has its direction, and there are no others · ${version}`, async (t) => {
    for (const action of [...up, ...send]) t.equal(actionSender(action, version), 'chargePoint', action);
    for (const action of down) t.equal(actionSender(action, version), 'csms', action);
    t.strictSame([...actionsOf(version)].sort(), [...up, ...down, ...send, 'DataTransfer'].sort());
    for (const action of actionsOf(version)) t.equal(isSentUnanswered(action, version), send.includes(action), action);
  });

  t.test(`Actions · a session lets none go the wrong way · ${version}`, async (t) => {
    for (const action of down) {
      const [told] = transmitted(openSession({}, undefined, version).receiveFrame(frame(2, 'u1', action, {}), 0));
      t.match(told, /^\[4,"u1","NotSupported",/, action);
    }
    for (const action of [...up, ...send]) {
      const outputs = openSession({}, undefined, version).receiveDownstream(call('d1', action), 0);
      t.strictSame(refusals(outputs), ['d1 not_allowed NotSupported'], action);
    }
  });

  t.test(`Actions · they are case-sensitive, and a name of an object prototype is none · ${version}`, async (t) => {
    for (const action of ['heartbeat', 'HEARTBEAT', ' Heartbeat', '', '__proto__', 'constructor', 'toString'])
      t.equal(actionSender(action, version), 'nobody', action);
  });
}

t.test('every action of 1.6 has its two documents, and every document its action', async (t) => {
  const ids = actionsOf('1.6').flatMap((action) => [`${action}Request`, `${action}Response`]);
  t.strictSame(documents16.map(({ $id }) => $id.slice(idPrefix16.length)).sort(), ids.sort());
});

import t from 'tap';
import { actionSender, actionsOf } from '../src/index.ts';
import { documents16, idPrefix16 } from './opened-session.ts';

// The lists of the specification and of its security extension, written out once more: a table is only tested by another.
const fromChargePoint = `Authorize BootNotification DiagnosticsStatusNotification FirmwareStatusNotification Heartbeat
  MeterValues StartTransaction StatusNotification StopTransaction LogStatusNotification SecurityEventNotification
  SignCertificate SignedFirmwareStatusNotification`.split(/\s+/);
const fromCsms = `CancelReservation ChangeAvailability ChangeConfiguration ClearCache ClearChargingProfile
  GetCompositeSchedule GetConfiguration GetDiagnostics GetLocalListVersion RemoteStartTransaction RemoteStopTransaction
  ReserveNow Reset SendLocalList SetChargingProfile TriggerMessage UnlockConnector UpdateFirmware CertificateSigned
  DeleteCertificate ExtendedTriggerMessage GetInstalledCertificateIds GetLog InstallCertificate
  SignedUpdateFirmware`.split(/\s+/);

t.test(
  'OCPP 1.6 with its security extension has 13 actions of the charge point, 25 of the CSMS, and DataTransfer of both',
  async (t) => {
    t.equal(fromChargePoint.length, 13);
    t.equal(fromCsms.length, 25);
    for (const action of fromChargePoint) t.equal(actionSender(action, '1.6'), 'chargePoint', action);
    for (const action of fromCsms) t.equal(actionSender(action, '1.6'), 'csms', action);
    t.equal(actionSender('DataTransfer', '1.6'), 'both');
    t.strictSame([...actionsOf('1.6')].sort(), [...fromChargePoint, ...fromCsms, 'DataTransfer'].sort());
  },
);

t.test('every action has its two documents, and every document its action', async (t) => {
  const ids = actionsOf('1.6').flatMap((action) => [`${action}Request`, `${action}Response`]);
  t.strictSame(documents16.map(({ $id }) => $id.slice(idPrefix16.length)).sort(), ids.sort());
});

t.test('actions are case-sensitive, and a name of an object prototype is no action', async (t) => {
  for (const action of [
    'heartbeat',
    'HEARTBEAT',
    ' Heartbeat',
    '',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
  ]) {
    t.equal(actionSender(action, '1.6'), 'nobody', action);
  }
});

import t from 'tap';
import { askedForMax, BootGate } from '../src/boot-gate.ts';
import type { Payload, Registration } from '../src/index.ts';
import { call } from './opened-session.ts';

const status = (status: Registration['status']): Registration => ({ status, heartbeatIntervalMs: null });
const pending = status('Pending');

function gateAfter(action: string, payload: Payload = {}): BootGate {
  const gate = new BootGate();
  gate.noteAskedFor(call('d1', action, payload));
  return gate;
}

t.test('a BootNotification always passes, anything else once a boot was accepted', async (t) => {
  const gate = new BootGate();
  for (const each of [null, 'Pending', 'Rejected', 'Accepted'] as const) {
    t.ok(gate.allows('BootNotification', status(each)), String(each));
    for (const action of ['Heartbeat', 'Dance', '__proto__'])
      t.equal(gate.allows(action, status(each)), each === 'Accepted', `${action} when ${each}`);
  }
});

t.test('while the boot is pending, what was asked for passes, and nothing else', async (t) => {
  for (const [action, payload, asked] of [
    ['TriggerMessage', { requestedMessage: 'StatusNotification' }, 'StatusNotification'],
    ['ExtendedTriggerMessage', { requestedMessage: 'LogStatusNotification' }, 'LogStatusNotification'],
    ['GetBaseReport', {}, 'NotifyReport'],
    ['GetReport', {}, 'NotifyReport'],
    ['GetMonitoringReport', {}, 'NotifyMonitoringReport'],
    ['CustomerInformation', {}, 'NotifyCustomerInformation'],
    ['GetDisplayMessages', {}, 'NotifyDisplayMessages'],
    ['GetChargingProfiles', {}, 'ReportChargingProfiles'],
    ['GetLog', {}, 'LogStatusNotification'],
    ['GetDiagnostics', {}, 'DiagnosticsStatusNotification'],
    ['UpdateFirmware', {}, 'FirmwareStatusNotification'],
    ['SignedUpdateFirmware', {}, 'SignedFirmwareStatusNotification'],
    ['PublishFirmware', {}, 'PublishFirmwareStatusNotification'],
    ['GetDERControl', {}, 'ReportDERControl'],
  ] as const) {
    const gate = gateAfter(action, payload);
    t.ok(gate.allows(asked, pending), action);
    t.notOk(gate.allows('Heartbeat', pending), action);
    t.notOk(gate.allows(asked, status('Rejected')), action);
    t.notOk(gate.allows(asked, status(null)), action);
  }
});

t.test('a trigger for a certificate lets SignCertificate through, whatever certificate it is for', async (t) => {
  for (const requestedMessage of [
    'SignChargePointCertificate',
    'SignChargingStationCertificate',
    'SignV2GCertificate',
    'SignV2G20Certificate',
    'SignCombinedCertificate',
  ])
    t.ok(gateAfter('TriggerMessage', { requestedMessage }).allows('SignCertificate', pending), requestedMessage);
});

t.test('in 1.6 the status of firmware that is asked for may be that of a signed update', async (t) => {
  const gate = gateAfter('ExtendedTriggerMessage', { requestedMessage: 'FirmwareStatusNotification' });
  t.ok(gate.allows('FirmwareStatusNotification', pending));
  t.ok(gate.allows('SignedFirmwareStatusNotification', pending));
});

t.test('a trigger for nothing in particular asks for nothing, and neither does another CALL', async (t) => {
  for (const requestedMessage of [undefined, null, 7, {}, ['Heartbeat'], 'x'.repeat(51)])
    t.notOk(gateAfter('TriggerMessage', { requestedMessage }).allows(String(requestedMessage), pending));
  t.notOk(gateAfter('DataTransfer', { requestedMessage: 'Heartbeat' }).allows('Heartbeat', pending));
});

t.test('sixty-four actions are remembered as asked for, and no more', async (t) => {
  t.equal(askedForMax, 64);
  const gate = new BootGate();
  for (let at = 0; at <= askedForMax; at += 1)
    gate.noteAskedFor(call('d1', 'TriggerMessage', { requestedMessage: `Report${at}` }));
  t.ok(gate.allows(`Report${askedForMax - 1}`, pending));
  t.notOk(gate.allows(`Report${askedForMax}`, pending));
});

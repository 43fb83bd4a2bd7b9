// Firmware management and remote triggers (OCPP 1.6 §5.9, §5.17, §5.19).

import type { AnswerFunction } from './answers.ts';
import { dateField, optionalInteger, textField } from './payload-field.ts';
import type { Station } from './station.ts';

const status = (value: string) => ({ payload: { status: value } });

/** Longest location (an anyURI without a bound of its own) that is read. */
const locationLengthMax = 2_000;

const getDiagnostics: AnswerFunction = (payload, station) => {
  textField(payload, 'location', locationLengthMax);
  return {
    payload: { fileName: station.maintenance.diagnosticsFileName() },
    afterwards: () => station.maintenance.start('diagnostics', 0),
  };
};

const updateFirmware: AnswerFunction = (payload, station) => {
  textField(payload, 'location', locationLengthMax);
  const delayMs = dateField(payload, 'retrieveDate') - station.now();
  return { payload: {}, afterwards: () => station.maintenance.start('firmware', delayMs) };
};

const triggerMessage: AnswerFunction = (payload, station) => {
  const requested = textField(payload, 'requestedMessage');
  const connectorId = optionalInteger(payload, 'connectorId');
  const send = triggers.get(requested);
  if (send === undefined) return status('NotImplemented');
  if (connectorId !== undefined && station.device.connectors[connectorId] === undefined) return status('Rejected');
  return { payload: { status: 'Accepted' }, afterwards: () => send(station, connectorId) };
};

type Trigger = (station: Station, connectorId: number | undefined) => Promise<unknown>;

const triggers: ReadonlyMap<string, Trigger> = new Map<string, Trigger>([
  ['BootNotification', (station) => station.registration.boot()],
  ['DiagnosticsStatusNotification', (station) => station.maintenance.notify('diagnostics')],
  ['FirmwareStatusNotification', (station) => station.maintenance.notify('firmware')],
  ['Heartbeat', (station) => station.registration.beat()],
  [
    'MeterValues',
    async (station, connectorId) => {
      for (const connector of station.device.connectors) {
        const isWanted = connectorId === undefined ? connector.id > 0 : connector.id === connectorId;
        if (isWanted) await station.metering.send(connector);
      }
    },
  ],
  [
    'StatusNotification',
    async (station, connectorId) => {
      for (const { id } of station.device.connectors) {
        if (connectorId === undefined || id === connectorId) station.reportStatus(id, true);
      }
    },
  ],
]);

/** Answers of the profiles FirmwareManagement and RemoteTrigger by action. */
export const maintenanceAnswers: Readonly<Record<string, AnswerFunction>> = {
  GetDiagnostics: getDiagnostics,
  TriggerMessage: triggerMessage,
  UpdateFirmware: updateFirmware,
};

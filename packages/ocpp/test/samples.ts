// The same things said in each version of OCPP.

import type { OcppVersion, Payload } from '../src/index.ts';

/** One message of a kind, as a version writes it. */
export type Sample = readonly [action: string, payload: Payload];

/** What the tests say in one version. */
export type Samples = {
  readonly boot: Sample;
  readonly status: Sample;
  readonly authorize: Sample;
  /** CALLs of the charge point that break their schemas, each in one way. */
  readonly wrongType: Sample;
  readonly missing: Sample;
  readonly notInEnum: Sample;
  readonly tooLong: Sample;
  readonly outOfRange: Sample;
  /** A CALL of the CSMS that changes the heartbeat interval to 60 s, and the answer that accepts it. */
  readonly changeInterval: Sample;
  readonly changed: Payload;
  /** What the version writes for two codes in which the families differ. */
  readonly formatViolation: string;
  readonly occurrenceViolation: string;
};

/** A moment. */
export const time = '2026-01-01T00:00:00Z';

/** The payload that answers a boot. */
export function bootAnswer(status: string, interval = 300): Payload {
  return { currentTime: time, interval, status };
}

const status16 = { connectorId: 1, errorCode: 'NoError', status: 'Available' };
const status2 = { timestamp: time, connectorStatus: 'Available', evseId: 1, connectorId: 1 };
const station = { model: 'm', vendorName: 'v' };
const heartbeatVariable = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } };

const samples2: Samples = {
  boot: ['BootNotification', { reason: 'PowerUp', chargingStation: station }],
  status: ['StatusNotification', status2],
  authorize: ['Authorize', { idToken: { idToken: 'TAG1', type: 'ISO14443' } }],
  wrongType: ['StatusNotification', { ...status2, evseId: '1' }],
  missing: ['StatusNotification', { timestamp: time, evseId: 1, connectorId: 1 }],
  notInEnum: ['StatusNotification', { ...status2, connectorStatus: 'Idle' }],
  tooLong: ['BootNotification', { reason: 'PowerUp', chargingStation: { ...station, model: 'm'.repeat(21) } }],
  outOfRange: ['StatusNotification', { ...status2, connectorId: -1 }],
  changeInterval: ['SetVariables', { setVariableData: [{ ...heartbeatVariable, attributeValue: '60' }] }],
  changed: { setVariableResult: [{ ...heartbeatVariable, attributeStatus: 'Accepted' }] },
  formatViolation: 'FormatViolation',
  occurrenceViolation: 'OccurrenceConstraintViolation',
};

/** What each version says. */
export const samples: Readonly<Record<OcppVersion, Samples>> = {
  '1.6': {
    boot: ['BootNotification', { chargePointVendor: 'v', chargePointModel: 'm' }],
    status: ['StatusNotification', status16],
    authorize: ['Authorize', { idTag: 'TAG1' }],
    wrongType: ['StatusNotification', { ...status16, connectorId: '1' }],
    missing: ['StatusNotification', { connectorId: 1, status: 'Available' }],
    notInEnum: ['StatusNotification', { ...status16, status: 'Idle' }],
    tooLong: ['Authorize', { idTag: 'x'.repeat(21) }],
    // No number of the charge point's CALLs has a range in 1.6; a moment that is none is the nearest.
    outOfRange: ['StatusNotification', { ...status16, timestamp: 'yesterday' }],
    changeInterval: ['ChangeConfiguration', { key: 'HeartbeatInterval', value: '60' }],
    changed: { status: 'Accepted' },
    formatViolation: 'FormationViolation',
    occurrenceViolation: 'OccurenceConstraintViolation',
  },
  '2.0.1': samples2,
  '2.1': samples2,
};

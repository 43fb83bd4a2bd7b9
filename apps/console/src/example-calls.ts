import type { Fields } from './fields.ts';

/** A CALL to start from. */
export type ExampleCall = { readonly action: string; readonly payload: Fields };

/** CALLs that an operator sends most often; none of them does harm before somebody has edited it. */
const ofVersion16: readonly ExampleCall[] = [
  { action: 'TriggerMessage', payload: { requestedMessage: 'Heartbeat' } },
  { action: 'GetConfiguration', payload: { key: ['HeartbeatInterval', 'MeterValueSampleInterval'] } },
  { action: 'ChangeConfiguration', payload: { key: 'HeartbeatInterval', value: '300' } },
  { action: 'ChangeAvailability', payload: { connectorId: 1, type: 'Operative' } },
  { action: 'RemoteStartTransaction', payload: { connectorId: 1, idTag: 'TAG1' } },
  { action: 'RemoteStopTransaction', payload: { transactionId: 1 } },
  { action: 'UnlockConnector', payload: { connectorId: 1 } },
  { action: 'Reset', payload: { type: 'Soft' } },
  { action: 'DataTransfer', payload: { vendorId: 'com.example', messageId: 'ping', data: 'hello' } },
];

const heartbeatInterval: Fields = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } };

const ofVersion2: readonly ExampleCall[] = [
  { action: 'TriggerMessage', payload: { requestedMessage: 'Heartbeat' } },
  { action: 'GetVariables', payload: { getVariableData: [heartbeatInterval] } },
  { action: 'SetVariables', payload: { setVariableData: [{ ...heartbeatInterval, attributeValue: '300' }] } },
  { action: 'GetBaseReport', payload: { requestId: 1, reportBase: 'SummaryInventory' } },
  { action: 'ChangeAvailability', payload: { operationalStatus: 'Operative', evse: { id: 1 } } },
  {
    action: 'RequestStartTransaction',
    payload: { evseId: 1, remoteStartId: 1, idToken: { idToken: 'TAG1', type: 'ISO14443' } },
  },
  { action: 'RequestStopTransaction', payload: { transactionId: 'T1' } },
  { action: 'UnlockConnector', payload: { evseId: 1, connectorId: 1 } },
  { action: 'Reset', payload: { type: 'OnIdle' } },
  { action: 'DataTransfer', payload: { vendorId: 'com.example', messageId: 'ping', data: 'hello' } },
];

/** Examples for a version of OCPP (`1.6`, `2.0.1`); those of 1.6 for a charge point whose version is not known. */
export function exampleCalls(version: string | null): readonly ExampleCall[] {
  return version?.startsWith('2') ? ofVersion2 : ofVersion16;
}

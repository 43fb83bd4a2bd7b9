// A few documents of OCPP 2.x, as small as the tests allow: the ones that ship are tested in schemas-*.test.ts. They share
// their types as the shipped ones do.

import type { SchemaDocument } from '../src/index.ts';

/** The `$id` prefixes of the documents of OCPP 2.0.1 and 2.1. */
export const idPrefix201 = 'urn:OCPP:Cp:2:2020:3:';
export const idPrefix21 = 'urn:OCPP:Cp:2:2025:1:';

const status = (...values: readonly string[]) => ({ type: 'string', enum: values });
const text = (maxLength: number) => ({ type: 'string', maxLength });
const moment = { type: 'string', format: 'date-time' };

function types($id: string): SchemaDocument {
  return {
    $id,
    definitions: {
      ChargingStation: closed({ model: text(20), vendorName: text(50) }),
      IdToken: closed({ idToken: text(36), type: text(20) }),
      Variable: closed({ name: text(50) }),
      Status: status('Accepted', 'Rejected'),
    },
  };
}

/** An object of these properties and no others, all of them required but those whose name ends in `?`. */
function closed(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const names = Object.keys(properties);
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name.replace('?', ''), properties[name]])),
    required: names.filter((name) => !name.endsWith('?')),
    additionalProperties: false,
  };
}

function documents(prefix: string): readonly SchemaDocument[] {
  const shared = (name: string) => ({ $ref: `${prefix}types#/definitions/${name}` });
  const answer = (action: string, properties = {}) => document(`${action}Response`, properties);
  const document = (name: string, properties: Readonly<Record<string, unknown>>): SchemaDocument => ({
    $id: `${prefix}${name}`,
    ...closed(properties),
  });
  const variable = { component: shared('Variable'), variable: shared('Variable') };
  return [
    types(`${prefix}types`),
    document('BootNotificationRequest', {
      reason: status('PowerUp', 'Triggered'),
      chargingStation: shared('ChargingStation'),
    }),
    answer('BootNotification', {
      currentTime: moment,
      interval: { type: 'integer', minimum: 0 },
      status: status('Accepted', 'Pending', 'Rejected'),
    }),
    document('HeartbeatRequest', {}),
    answer('Heartbeat', { currentTime: moment }),
    document('StatusNotificationRequest', {
      timestamp: moment,
      connectorStatus: status('Available', 'Occupied'),
      evseId: { type: 'integer' },
      connectorId: { type: 'integer', minimum: 0 },
    }),
    answer('StatusNotification'),
    document('AuthorizeRequest', { idToken: shared('IdToken') }),
    answer('Authorize', { idTokenInfo: closed({ status: status('Accepted', 'Invalid') }) }),
    document('ResetRequest', { type: status('Immediate', 'OnIdle') }),
    answer('Reset', { status: shared('Status') }),
    document('ClearCacheRequest', {}),
    answer('ClearCache', { status: shared('Status') }),
    document('TriggerMessageRequest', { requestedMessage: { type: 'string' } }),
    answer('TriggerMessage', { status: shared('Status') }),
    document('SetVariablesRequest', {
      setVariableData: { type: 'array', minItems: 1, items: closed({ ...variable, attributeValue: text(1_000) }) },
    }),
    answer('SetVariables', {
      setVariableResult: { type: 'array', minItems: 1, items: closed({ ...variable, attributeStatus: text(20) }) },
    }),
  ];
}

/** Documents of OCPP 2.0.1. */
export const documents201: readonly SchemaDocument[] = documents(idPrefix201);

/** Documents of OCPP 2.1: those of 2.0.1, and the one SEND that there is. */
export const documents21: readonly SchemaDocument[] = [
  ...documents(idPrefix21),
  {
    $id: `${idPrefix21}NotifyPeriodicEventStreamRequest`,
    ...closed({ id: { type: 'integer' }, data: { type: 'array' } }),
  },
];

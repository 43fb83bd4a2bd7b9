// The messages of the AsyncAPI document: each is an object of docs/topics.md, with the examples from there.
import { envelopeSchemas } from './async-api-payloads.ts';
import type { Schema } from './operation.ts';

/** The name of a message, and of the schema of its payload. */
export type MessageName = keyof typeof envelopeSchemas;

/** Every message. */
export const messageNames = Object.keys(envelopeSchemas) as readonly MessageName[];

/** Message type ids of OCPP-J; presence has none. */
export const messageTypes: Readonly<Partial<Record<MessageName, number>>> = {
  Call: 2,
  CallResult: 3,
  CallError: 4,
  CallResultError: 5,
  Send: 6,
};

/** The version of AsyncAPI's MQTT bindings that the document keeps to. */
export const mqttBindingVersion = '0.2.0';

/** AsyncAPI's Message Object. */
export function printMessage(name: MessageName): Schema {
  const { summary, examples, isRequest } = told[name];
  const isOfOcpp = name !== 'Presence';
  return {
    name,
    summary,
    contentType: 'application/json',
    payload: { $ref: `#/components/schemas/${name}` },
    ...(isOfOcpp ? { correlationId: { $ref: '#/components/correlationIds/uniqueId' } } : {}),
    ...(isRequest === true ? { bindings: { mqtt: requestBinding } } : {}),
    examples: Object.entries(examples).map(([summary, payload]) => ({ summary, payload })),
  };
}

/** What ties a message to the one that it answers. */
export const correlationIds: Schema = {
  uniqueId: {
    location: '$message.payload#/UniqueId',
    description:
      'An answer bears the UniqueId of its CALL. A Response Topic gets the Correlation Data of the CALL as well.',
  },
};

const requestBinding: Schema = {
  responseTopic: {
    type: 'string',
    minLength: 1,
    description:
      'With MQTT 5: where the answer goes besides. A topic that the publisher may publish to, and none of charge points or of the gateway.',
  },
  correlationData: {
    type: 'string',
    description: 'With MQTT 5: any bytes; the answer on the response topic bears them.',
  },
  bindingVersion: mqttBindingVersion,
};

type Told = {
  readonly summary: string;
  /** Payloads by what they show. */
  readonly examples: Readonly<Record<string, Schema>>;
  /** Whether it may name a response topic. */
  readonly isRequest?: true;
};

const HEARTBEAT = { MessageTypeId: 2, UniqueId: 'u1', Action: 'Heartbeat', Payload: {} };
const PERIODIC = {
  MessageTypeId: 6,
  UniqueId: 's1',
  Action: 'NotifyPeriodicEventStream',
  Payload: { id: 1, pending: 0, basetime: '2026-01-01T00:00:00Z', data: [{ t: 1, v: '7.5' }] },
};
const RESULT = { MessageTypeId: 3, UniqueId: 'u1', Payload: { currentTime: '2026-01-01T00:00:00Z' } };
const failure = (MessageTypeId: number, ErrorCode: string, ErrorDetails: Schema) => ({
  ...{ MessageTypeId, UniqueId: 'u1', ErrorCode, ErrorDescription: 'why', ErrorDetails },
});

const told: Readonly<Record<MessageName, Told>> = {
  Call: { summary: 'A CALL of a charge point', examples: { 'A heartbeat': HEARTBEAT } },
  Send: { summary: 'A SEND of a charge point (OCPP 2.1)', examples: { 'Some measured values': PERIODIC } },
  CallResult: {
    summary: 'A CALLRESULT of a charge point',
    examples: { 'A reset was accepted': { ...RESULT, Payload: { status: 'Accepted' }, Action: 'Reset' } },
  },
  CallError: {
    summary: 'A CALLERROR of a charge point, or of the gateway',
    examples: {
      'The charge point refuses': { ...failure(4, 'GenericError', {}), Action: 'Reset' },
      'It is not here': { ...failure(4, 'GenericError', { Reason: 'not_connected' }), Action: 'Reset' },
      'It was no JSON': { ...failure(4, 'FormatViolation', { Reason: 'not_json' }), UniqueId: '' },
    },
  },
  CallResultError: {
    summary: 'A CALLRESULTERROR of a charge point (OCPP 2.1)',
    examples: { 'A field of the answer was wrong': failure(5, 'FormatViolation', {}) },
  },
  Presence: {
    summary: 'Whether a charge point is connected; an empty message takes back what was told on this topic',
    examples: {
      'It is here': presence(true, null),
      'It is gone': presence(false, 'the gateway is switched off'),
    },
  },
  CallToChargePoint: {
    summary: 'A CALL for a charge point',
    isRequest: true,
    examples: {
      'With an id of the sender': { ...HEARTBEAT, Action: 'Reset', Payload: { type: 'Soft' } },
      'With an id that is made up': { MessageTypeId: 2, Action: 'ClearCache', Payload: {} },
    },
  },
  SendToChargePoint: {
    summary: 'A SEND for a charge point (OCPP 2.1, which has none that a CSMS sends: one of a schema of your own)',
    examples: {
      'A text to show': { MessageTypeId: 6, UniqueId: 's1', Action: 'Show', Payload: { text: 'hello' } },
    },
  },
  CallResultToChargePoint: { summary: 'The CALLRESULT to a CALL of a charge point', examples: { 'The time': RESULT } },
  CallErrorToChargePoint: {
    summary: 'The CALLERROR to a CALL of a charge point',
    examples: {
      'As short as may be': { MessageTypeId: 4, UniqueId: 'u1', ErrorCode: 'InternalError' },
      'With its reasons': failure(4, 'GenericError', {}),
    },
  },
  CallResultErrorToChargePoint: {
    summary: 'The CSMS could not understand the CALLRESULT of a charge point (OCPP 2.1)',
    examples: { 'As short as may be': { MessageTypeId: 5, UniqueId: 'u1', ErrorCode: 'FormatViolation' } },
  },
};

function presence(Connected: boolean, Reason: string | null): Schema {
  const Since = '2026-01-01T00:00:00.000Z';
  return { Connected, Since, Version: '1.6', Reason, Node: 'ocpp-broker@127.0.0.1' };
}

// The objects on MQTT as docs/topics.md states them; the properties stand in the order of the wire, which is part of the contract.
// AsyncAPI's Schema Object is one of JSON Schema draft 7.
import type { Schema } from './operation.ts';
import { flag, text } from './schema-parts.ts';

const UP_ID = text('What its answer bears.', { minLength: 1, maxLength: 36 });
const ANSWERED_ID = text('The UniqueId of the CALL that is answered.', { minLength: 1, maxLength: 36 });
// An id that is too long to be used is still named to whoever sent it.
const ERROR_ID = text('The UniqueId of what this is about; empty when it could not be read.', { maxLength: 255 });
const NEW_ID = {
  type: ['string', 'null'],
  minLength: 1,
  maxLength: 36,
  description:
    'Made up when it is left out or null; else not that of a CALL which is on its way to the same charge point.',
};

const ACTION = text('The action of OCPP.', { minLength: 1 });
const ACTION_OF_CALL = text('The action of the CALL that is answered.');
const PAYLOAD = { type: 'object', description: 'As OCPP has it for the action, in the version of the charge point.' };
const CODE = text('An error code of OCPP, in the spelling of the version of the charge point.', { minLength: 1 });
const CODE_DOWN = text('An error code of OCPP, in the spelling of any version.', { minLength: 1 });
const DETAILS = { type: 'object', description: 'Whatever else there is to say.' };
const DETAILS_UP = {
  type: 'object',
  description:
    'Of the charge point whatever it says. Of a message that could not be delivered `Reason`: `not_json`, `not_a_message`, ' +
    '`not_allowed`, `invalid_payload`, `duplicate_unique_id`, `unknown_unique_id`, `queue_full`, `not_connected`, `expired`, ' +
    '`timed_out`, `connection_lost`, `superseded` or `invalid_answer`.',
};

const type = (id: number): Schema => ({ type: 'integer', const: id, description: 'Message type of OCPP-J.' });

/** More fields may come: whoever reads ignores those that it does not know, as the gateway does. */
function object(description: string, properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []) {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', description, required, properties };
}

const asking = (id: 2 | 6, UniqueId: Schema) => ({
  MessageTypeId: type(id),
  UniqueId,
  Action: ACTION,
  Payload: PAYLOAD,
});
const answering = { MessageTypeId: type(3), UniqueId: ANSWERED_ID, Payload: PAYLOAD };
const failing = (id: 4 | 5, UniqueId: Schema, ErrorCode: Schema, ErrorDetails: Schema) => ({
  MessageTypeId: type(id),
  UniqueId,
  ErrorCode,
  ErrorDescription: text('Why, in words.'),
  ErrorDetails,
});
const NOT_NEEDED = ['ErrorDescription', 'ErrorDetails'];

/** The schemas of the payloads. Without `ToChargePoint`: what the gateway publishes. */
export const envelopeSchemas = {
  Call: object('A CALL of a charge point.', asking(2, UP_ID)),
  Send: object('A SEND of a charge point, of OCPP 2.1 only. Nobody answers it.', asking(6, UP_ID)),
  CallResult: object('A CALLRESULT of a charge point.', { ...answering, Action: ACTION_OF_CALL }),
  CallError: object(
    'A CALLERROR of a charge point, or of the gateway about a message that could not be delivered.',
    { ...failing(4, ERROR_ID, CODE, DETAILS_UP), Action: ACTION_OF_CALL },
    ['Action'],
  ),
  CallResultError: object(
    'A CALLRESULTERROR of a charge point, of OCPP 2.1 only: it could not understand the CALLRESULT with this UniqueId.',
    failing(5, ANSWERED_ID, CODE, DETAILS),
  ),
  Presence: object('Whether a charge point is connected.', {
    Connected: flag('Whether it is here.'),
    Since: text('Since when, in RFC 3339 and UTC.', { format: 'date-time' }),
    Version: {
      type: ['string', 'null'],
      enum: ['1.6', '2.0.1', '2.1', null],
      description: 'The version of OCPP, its last one when it is gone.',
    },
    Reason: { type: ['string', 'null'], description: 'Why it is gone; null while it is here.' },
    Node: text('The node that tells it.'),
  }),
  CallToChargePoint: object('A CALL for a charge point.', asking(2, NEW_ID), ['UniqueId']),
  SendToChargePoint: object('A SEND for a charge point, of OCPP 2.1 only.', asking(6, NEW_ID), ['UniqueId']),
  CallResultToChargePoint: object('The CALLRESULT to the CALL of a charge point.', answering),
  CallErrorToChargePoint: object(
    'The CALLERROR to the CALL of a charge point.',
    failing(4, ANSWERED_ID, CODE_DOWN, DETAILS),
    NOT_NEEDED,
  ),
  CallResultErrorToChargePoint: object(
    'The CSMS could not understand the CALLRESULT of a charge point of OCPP 2.1.',
    failing(5, ANSWERED_ID, CODE_DOWN, DETAILS),
    NOT_NEEDED,
  ),
} as const satisfies Readonly<Record<string, Schema>>;

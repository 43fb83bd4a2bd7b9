import type { RequestOf, Schemas } from '@ocpp-broker/api-client';
import type { ExampleCall } from './example-calls.ts';
import { type Fields, isFields } from './fields.ts';

/** A CALL as it is typed. */
export type CallDraft = {
  readonly action: string;
  /** JSON. */
  readonly payload: string;
  /** `30s`; empty: as long as the server lets callers wait. */
  readonly timeout: string;
};

/** A draft that holds an example. */
export function draftOf({ action, payload }: ExampleCall, timeout: string): CallDraft {
  return { action, payload: JSON.stringify(payload, null, 2), timeout };
}

/** What is wrong with a payload, as far as can be seen without its schema; null when nothing is. */
export function payloadSlip(payload: string): string | null {
  try {
    return isFields(JSON.parse(payload)) ? null : 'The payload of a CALL is an object: { … }.';
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

/** What goes to the API. Throws for a payload with a slip. */
export function callBody({ action, payload, timeout }: CallDraft): Schemas['CallRequest'] {
  return {
    action: action.trim(),
    payload: JSON.parse(payload) as Fields,
    ...(timeout.trim() === '' ? {} : { timeout: timeout.trim() }),
  };
}

/** A CALL that was sent off, under the key by which the server knows it again. */
export type Attempt = { readonly key: string; readonly meant: string };

/**
 * The attempt that a CALL is: the one before while no answer came to it and nothing was changed since, so that trying again cannot
 * carry it out twice; else a new one.
 */
export function attemptOf(
  before: Attempt | null,
  clientId: string,
  body: RequestOf<'/api/v5/gateways/ocpp/clients/{clientid}/calls', 'post'>['body'],
  newKey: () => string,
): Attempt {
  const meant = JSON.stringify([clientId, body]);
  return before?.meant === meant ? before : { key: newKey(), meant };
}

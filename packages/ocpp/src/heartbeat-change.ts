// A CSMS may change the heartbeat interval without a boot: ChangeConfiguration in 1.6, SetVariables in 2.x.

import type { Call, Payload } from './message.ts';
import { heartbeatIntervalMs } from './registration.ts';

/**
 * The heartbeat interval in milliseconds that a CALL asks for, once the charge point accepts it; null for its own choice, undefined
 * for any other CALL.
 */
export function heartbeatIntervalAskedFor({ action, payload }: Call): number | null | undefined {
  if (action === 'ChangeConfiguration') return isHeartbeatKey(payload.key) ? interval(payload.value) : undefined;
  if (action !== 'SetVariables') return undefined;
  return interval(objects(payload.setVariableData).findLast(isHeartbeatVariable)?.attributeValue);
}

/** Whether the charge point's answer says that it took the interval over. */
export function isHeartbeatIntervalAccepted(action: string, answer: Payload): boolean {
  if (action === 'ChangeConfiguration') return answer.status === 'Accepted';
  return objects(answer.setVariableResult).findLast(isHeartbeatVariable)?.attributeStatus === 'Accepted';
}

// Keys and names are case-insensitive strings (OCPP 1.6 §6.9; 2.0.1 Part 2, Component and Variable).
function isHeartbeatKey(key: unknown): boolean {
  return typeof key === 'string' && key.toLowerCase() === 'heartbeatinterval';
}

function isHeartbeatVariable({ component, variable, attributeType }: Payload): boolean {
  const componentName = isObject(component) ? component.name : undefined;
  const isActual = attributeType === undefined || attributeType === 'Actual';
  return (
    isActual &&
    typeof componentName === 'string' &&
    componentName.toLowerCase() === 'ocppcommctrlr' &&
    isObject(variable) &&
    isHeartbeatKey(variable.name)
  );
}

function interval(value: unknown): number | null | undefined {
  if (value === undefined) return undefined;
  return /^0+$/.test(String(value)) ? null : (heartbeatIntervalMs(value) ?? undefined);
}

function objects(value: unknown): readonly Payload[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

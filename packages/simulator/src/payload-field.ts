// Reads single fields of a CALL's payload. What is missing or of the wrong type is answered as OCPP-J 1.6 §4.2.3 says: the
// reader throws CallRefused, and whoever answers the CALL sends it.

import type { Payload } from '@ocpp-broker/ocpp';
import { CallRefused } from './errors.ts';

/** A required string of 1 to `lengthMax` characters. */
export function textField(payload: Payload, name: string, lengthMax = 500): string {
  return optionalText(payload, name, lengthMax) ?? missing(name);
}

/** A string of at most `lengthMax` characters, if there is one. */
export function optionalText(payload: Payload, name: string, lengthMax = 500): string | undefined {
  const value = own(payload, name);
  if (value === undefined) return undefined;
  if (typeof value !== 'string') return wrongType(name, 'a string');
  if (value.length > lengthMax) return outOfRange(name, `has more than ${lengthMax} characters`);
  return value;
}

/** A required whole number. */
export function integerField(payload: Payload, name: string): number {
  return optionalInteger(payload, name) ?? missing(name);
}

/** A whole number, if there is one. */
export function optionalInteger(payload: Payload, name: string): number | undefined {
  const value = own(payload, name);
  if (value === undefined) return undefined;
  return Number.isSafeInteger(value) ? (value as number) : wrongType(name, 'a whole number');
}

/** A required number. */
export function numberField(payload: Payload, name: string): number {
  const value = own(payload, name) ?? missing(name);
  return typeof value === 'number' ? value : wrongType(name, 'a number');
}

/** A required object. */
export function objectField(payload: Payload, name: string): Payload {
  return optionalObject(payload, name) ?? missing(name);
}

/** An object, if there is one. */
export function optionalObject(payload: Payload, name: string): Payload | undefined {
  const value = own(payload, name);
  if (value === undefined) return undefined;
  return isObject(value) ? value : wrongType(name, 'an object');
}

/** The objects of an array; an absent array is an empty one. */
export function objectsField(payload: Payload, name: string): readonly Payload[] {
  const value = own(payload, name) ?? [];
  if (!Array.isArray(value)) return wrongType(name, 'an array');
  return value.map((element: unknown) => (isObject(element) ? element : wrongType(name, 'an array of objects')));
}

/** The strings of an array; an absent array is an empty one. */
export function textsField(payload: Payload, name: string): readonly string[] {
  const value = own(payload, name) ?? [];
  if (!Array.isArray(value)) return wrongType(name, 'an array');
  return value.map((element: unknown) =>
    typeof element === 'string' ? element : wrongType(name, 'an array of strings'),
  );
}

/** A required date and time, in milliseconds since 1970. */
export function dateField(payload: Payload, name: string): number {
  return optionalDate(payload, name) ?? missing(name);
}

/** A date and time in milliseconds since 1970, if there is one. */
export function optionalDate(payload: Payload, name: string): number | undefined {
  const text = optionalText(payload, name);
  if (text === undefined) return undefined;
  const timeMs = Date.parse(text);
  return Number.isNaN(timeMs) ? wrongType(name, 'a date and time') : timeMs;
}

/** A required string that is one of `choices`. */
export function choiceField<T extends string>(payload: Payload, name: string, choices: readonly T[]): T {
  return optionalChoice(payload, name, choices) ?? missing(name);
}

/** A string that is one of `choices`, if there is one. */
export function optionalChoice<T extends string>(payload: Payload, name: string, choices: readonly T[]): T | undefined {
  const text = optionalText(payload, name);
  if (text === undefined) return undefined;
  return choices.find((choice) => choice === text) ?? outOfRange(name, `is none of ${choices.join(', ')}`);
}

// Only own properties count, or `constructor` would be there always; null is what some servers print for an absent field.
function own(payload: Payload, name: string): unknown {
  return Object.hasOwn(payload, name) ? (payload[name] ?? undefined) : undefined;
}

function isObject(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function missing(name: string): never {
  throw new CallRefused('OccurenceConstraintViolation', `${name} is missing`);
}

function wrongType(name: string, expected: string): never {
  throw new CallRefused('TypeConstraintViolation', `${name} must be ${expected}`);
}

function outOfRange(name: string, problem: string): never {
  throw new CallRefused('PropertyConstraintViolation', `${name} ${problem}`);
}

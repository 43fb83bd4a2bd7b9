// The two families of error codes (OCPP-J 1.6 §4.2.3 with its security whitepaper; OCPP 2.0.1 and 2.1 Part 4 §4.3).
// They differ in two spellings and in two codes that 1.6 lacks; peers of either family are understood, and what we send is
// in the spelling of the connection's version.

import type { OcppVersion } from './version.ts';

/** Codes of OCPP 1.6; the single r of Occurence is official. */
export const errorCodes16 = [
  'NotImplemented',
  'NotSupported',
  'InternalError',
  'ProtocolError',
  'SecurityError',
  'FormationViolation',
  'PropertyConstraintViolation',
  'OccurenceConstraintViolation',
  'TypeConstraintViolation',
  'GenericError',
] as const;

/** Codes of OCPP 2.0.1 and 2.1. */
export const errorCodes2 = [
  'FormatViolation',
  'GenericError',
  'InternalError',
  'MessageTypeNotSupported',
  'NotImplemented',
  'NotSupported',
  'OccurrenceConstraintViolation',
  'PropertyConstraintViolation',
  'ProtocolError',
  'RpcFrameworkError',
  'SecurityError',
  'TypeConstraintViolation',
] as const;

/** A code in the spelling of OCPP 2.x, in which this room thinks. */
export type ErrorCode = (typeof errorCodes2)[number];

const spelling16: Readonly<Record<ErrorCode, (typeof errorCodes16)[number]>> = {
  FormatViolation: 'FormationViolation',
  GenericError: 'GenericError',
  InternalError: 'InternalError',
  MessageTypeNotSupported: 'NotSupported',
  NotImplemented: 'NotImplemented',
  NotSupported: 'NotSupported',
  OccurrenceConstraintViolation: 'OccurenceConstraintViolation',
  PropertyConstraintViolation: 'PropertyConstraintViolation',
  ProtocolError: 'ProtocolError',
  RpcFrameworkError: 'ProtocolError',
  SecurityError: 'SecurityError',
  TypeConstraintViolation: 'TypeConstraintViolation',
};

const canonical: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  ...errorCodes2.map((code) => [code, code] as const),
  ['FormationViolation', 'FormatViolation'],
  ['OccurenceConstraintViolation', 'OccurrenceConstraintViolation'],
]);

/** The spelling of one of our codes for a version. */
export function spellErrorCode(code: ErrorCode, version: OcppVersion): string {
  return version === '1.6' ? spelling16[code] : code;
}

/** A code that a peer wrote, in the spelling of `version`; a code outside both families passes unchanged. */
export function translateErrorCode(code: string, version: OcppVersion): string {
  const known = canonical.get(code);
  return known === undefined ? code : spellErrorCode(known, version);
}

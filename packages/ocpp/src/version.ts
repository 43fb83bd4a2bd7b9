/** The versions of OCPP whose rules this room knows. */
export type OcppVersion = '1.6' | '2.0.1' | '2.1';

const versionOfSubprotocol: ReadonlyMap<string, OcppVersion> = new Map([
  ['ocpp1.6', '1.6'],
  ['ocpp2.0.1', '2.0.1'],
  ['ocpp2.1', '2.1'],
]);

/** The version that a WebSocket subprotocol name stands for (IANA registry: `ocpp1.6`, …), undefined for any other name. */
export function ocppVersion(subprotocol: string): OcppVersion | undefined {
  return versionOfSubprotocol.get(subprotocol);
}

/** The WebSocket subprotocol name of a version. */
export function ocppSubprotocol(version: OcppVersion): string {
  return `ocpp${version}`;
}

import { ChargingProfiles } from './charging-profiles.ts';
import { Configuration } from './configuration.ts';
import { Connector } from './connector.ts';
import { AuthorizationCache, LocalList } from './local-list.ts';

/** Who the charge point says it is in BootNotification.req. */
export type Nameplate = {
  readonly vendor: string;
  readonly model: string;
  readonly serialNumber?: string | undefined;
  readonly firmwareVersion?: string | undefined;
};

/** The charge point without its connection: everything that outlives a socket. */
export type Device = {
  readonly nameplate: Nameplate;
  /** By connector id; 0 is the charge point as a whole. */
  readonly connectors: readonly Connector[];
  readonly configuration: Configuration;
  readonly localList: LocalList;
  readonly cache: AuthorizationCache;
  readonly profiles: ChargingProfiles;
};

/** Builds a device with connectors 1 to `connectorCount`. */
export function createDevice(nameplate: Nameplate, connectorCount: number, random: () => number): Device {
  return {
    nameplate,
    connectors: Array.from({ length: connectorCount + 1 }, (_, id) => new Connector(id, random)),
    configuration: new Configuration(connectorCount),
    localList: new LocalList(),
    cache: new AuthorizationCache(),
    profiles: new ChargingProfiles(),
  };
}

/** A connector that a plug fits into: not the charge point itself, which is number 0. */
export function connectorOf(device: Device, connectorId: number): Connector | undefined {
  return connectorId === 0 ? undefined : device.connectors[connectorId];
}

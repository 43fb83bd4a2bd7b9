// The configuration keys of OCPP 1.6 §9 as far as the simulator has them. A key that changes nothing here is read-only, so that nobody
// believes to have changed something.

import type { Payload } from '@ocpp-broker/ocpp';

type Kind = 'text' | 'count' | 'flag' | 'measurands';

type Entry = { readonly key: string; readonly kind: Kind; readonly readonly: boolean; value: string };

/** The answers to ChangeConfiguration that a configuration gives (none of its keys needs a reboot). */
export type ConfigurationStatus = 'Accepted' | 'Rejected' | 'NotSupported';

/** What the sampled meter values can hold (OCPP 1.6 §7.31). */
export const measurands = [
  'Energy.Active.Import.Register',
  'Power.Active.Import',
  'Current.Import',
  'Voltage',
  'SoC',
] as const;

/** One of the measurands that the simulator's meter has. */
export type Measurand = (typeof measurands)[number];

/** Most keys that one GetConfiguration may name (its own key GetConfigurationMaxKeys). */
export const configurationKeysMax = 50;
/** Longest value of a key: CiString500 of ChangeConfiguration.req. */
const valueLengthMax = 500;

/** The keys and their values; keys are compared without case, as OCPP's CiStrings are. */
export class Configuration {
  readonly #entries = new Map<string, Entry>();

  constructor(connectorCount: number) {
    for (const entry of initialEntries(connectorCount)) this.#entries.set(entry.key.toLowerCase(), entry);
  }

  /** The payload of GetConfiguration.conf for some keys; for all of them when `keys` is empty. */
  list(keys: readonly string[]): Payload {
    const wanted = keys.length === 0 ? [...this.#entries.keys()] : [...new Set(keys.map((key) => key.toLowerCase()))];
    const configurationKey = wanted.flatMap((name) => {
      const entry = this.#entries.get(name);
      return entry === undefined ? [] : [{ key: entry.key, readonly: entry.readonly, value: entry.value }];
    });
    const unknownKey = keys.filter((key) => !this.#entries.has(key.toLowerCase()));
    return unknownKey.length === 0 ? { configurationKey } : { configurationKey, unknownKey };
  }

  /** Changes a key as ChangeConfiguration asks. */
  change(key: string, value: string): ConfigurationStatus {
    const entry = this.#entries.get(key.toLowerCase());
    if (entry === undefined) return 'NotSupported';
    if (entry.readonly || !isValid(entry.kind, value)) return 'Rejected';
    entry.value = value;
    return 'Accepted';
  }

  /** Sets a whole number from inside; the key must be one of ours. */
  setCount(key: string, value: number): void {
    this.#entry(key).value = String(Math.max(0, Math.round(value)));
  }

  /** The value of a key that holds a whole number. */
  count(key: string): number {
    return Number(this.#entry(key).value);
  }

  flag(key: string): boolean {
    return this.#entry(key).value.toLowerCase() === 'true';
  }

  /** The measurands of a sampled meter value, in the order that was configured. */
  sampledMeasurands(): readonly Measurand[] {
    return splitMeasurands(this.#entry('MeterValuesSampledData').value).flatMap((name) => {
      const known = measurands.find((measurand) => measurand === name);
      return known === undefined ? [] : [known];
    });
  }

  #entry(key: string): Entry {
    const entry = this.#entries.get(key.toLowerCase());
    if (entry === undefined) throw new Error(`no configuration key ${key}`);
    return entry;
  }
}

function isValid(kind: Kind, value: string): boolean {
  if (value.length > valueLengthMax) return false;
  switch (kind) {
    case 'text':
      return true;
    case 'count':
      return /^\d{1,9}$/.test(value);
    case 'flag':
      return /^(true|false)$/i.test(value);
    case 'measurands':
      return splitMeasurands(value).every((name) => measurands.some((measurand) => measurand === name));
  }
}

function splitMeasurands(value: string): readonly string[] {
  return value.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}

function initialEntries(connectorCount: number): readonly Entry[] {
  const writable = (kind: Kind, key: string, value: string): Entry => ({ key, kind, readonly: false, value });
  const fixed = (key: string, value: string): Entry => ({ key, kind: 'text', readonly: true, value });
  return [
    writable('flag', 'AllowOfflineTxForUnknownId', 'false'),
    writable('flag', 'AuthorizationCacheEnabled', 'true'),
    writable('flag', 'AuthorizeRemoteTxRequests', 'false'),
    fixed('ChargeProfileMaxStackLevel', '10'),
    fixed('ChargingScheduleAllowedChargingRateUnit', 'Current,Power'),
    fixed('ChargingScheduleMaxPeriods', '100'),
    fixed('ClockAlignedDataInterval', '0'),
    fixed('ConnectionTimeOut', '60'),
    fixed('ConnectorPhaseRotation', 'NotApplicable'),
    fixed('GetConfigurationMaxKeys', String(configurationKeysMax)),
    writable('count', 'HeartbeatInterval', '300'),
    writable('flag', 'LocalAuthListEnabled', 'true'),
    fixed('LocalAuthListMaxLength', '1000'),
    writable('flag', 'LocalAuthorizeOffline', 'true'),
    writable('flag', 'LocalPreAuthorize', 'false'),
    fixed('MaxChargingProfilesInstalled', '20'),
    fixed('MeterValuesAlignedData', ''),
    writable('measurands', 'MeterValuesSampledData', measurands.join(',')),
    writable('count', 'MeterValueSampleInterval', '60'),
    fixed('NumberOfConnectors', String(connectorCount)),
    fixed('ReserveConnectorZeroSupported', 'false'),
    fixed('ResetRetries', '1'),
    fixed('SendLocalListMaxLength', '1000'),
    fixed('StopTransactionOnEVSideDisconnect', 'true'),
    writable('flag', 'StopTransactionOnInvalidId', 'true'),
    fixed('StopTxnAlignedData', ''),
    fixed('StopTxnSampledData', ''),
    fixed(
      'SupportedFeatureProfiles',
      'Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger',
    ),
    writable('count', 'TransactionMessageAttempts', '3'),
    fixed('TransactionMessageRetryInterval', '0'),
    fixed('UnlockConnectorOnEVSideDisconnect', 'true'),
    writable('count', 'WebSocketPingInterval', '0'),
  ];
}

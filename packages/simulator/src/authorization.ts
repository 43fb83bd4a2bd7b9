// Whether an idTag may charge: by the local list and the cache where the configuration lets them decide, otherwise by the server
// (OCPP 1.6 §3.5).

import type { Payload } from '@ocpp-broker/ocpp';
import type { IdTagInfo } from './local-list.ts';
import { optionalDate, optionalObject, optionalText } from './payload-field.ts';
import type { Station } from './station.ts';

/** The AuthorizationStatus of an idTag, `Accepted` when it may charge; rejects with what became of the Authorize CALL. */
export async function authorize(station: Station, idTag: string): Promise<string> {
  const { configuration } = station.device;
  const known = knownStatus(station, idTag);
  if (!station.online) {
    if (known !== undefined && configuration.flag('LocalAuthorizeOffline')) return known;
    return configuration.flag('AllowOfflineTxForUnknownId') ? 'Accepted' : 'Invalid';
  }
  if (known === 'Accepted' && configuration.flag('LocalPreAuthorize')) return known;
  const answer = await station.call('Authorize', { idTag });
  const info = idTagInfo(optionalObject(answer, 'idTagInfo') ?? {});
  if (configuration.flag('AuthorizationCacheEnabled')) station.device.cache.remember(idTag, info);
  return info.status;
}

/** Reads an idTagInfo; one without status is taken for Invalid. */
export function idTagInfo(payload: Payload): IdTagInfo {
  const parentIdTag = optionalText(payload, 'parentIdTag');
  const expiryDateMs = optionalDate(payload, 'expiryDate');
  return {
    status: optionalText(payload, 'status') ?? 'Invalid',
    ...(parentIdTag === undefined ? {} : { parentIdTag }),
    ...(expiryDateMs === undefined ? {} : { expiryDateMs }),
  };
}

function knownStatus(station: Station, idTag: string): string | undefined {
  const { configuration, localList, cache } = station.device;
  const info =
    (configuration.flag('LocalAuthListEnabled') ? localList.find(idTag) : undefined) ??
    (configuration.flag('AuthorizationCacheEnabled') ? cache.find(idTag) : undefined);
  if (info === undefined) return undefined;
  const isExpired = info.expiryDateMs !== undefined && info.expiryDateMs <= station.now();
  return isExpired ? 'Expired' : info.status;
}

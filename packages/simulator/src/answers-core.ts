// The Core profile from the server's side (OCPP 1.6 §5.2 to §5.4, §5.6, §5.8, §5.11 to §5.14, §5.18).

import type { AnswerFunction } from './answers.ts';
import { configurationKeysMax } from './configuration.ts';
import { connectorOf } from './device.ts';
import { CallRefused } from './errors.ts';
import {
  choiceField,
  integerField,
  optionalInteger,
  optionalObject,
  optionalText,
  textField,
  textsField,
} from './payload-field.ts';
import { chargingProfile } from './profile-field.ts';

const status = (value: string) => ({ payload: { status: value } });

const changeAvailability: AnswerFunction = (payload, station) => {
  const connectorId = integerField(payload, 'connectorId');
  const operative = choiceField(payload, 'type', ['Operative', 'Inoperative']) === 'Operative';
  const affected =
    connectorId === 0
      ? station.device.connectors
      : station.device.connectors.filter((connector) => connector.id === connectorId);
  if (affected.length === 0) return status('Rejected');
  const outcomes = affected.map((connector) => connector.changeAvailability(operative));
  return {
    payload: { status: outcomes.includes('Scheduled') ? 'Scheduled' : 'Accepted' },
    afterwards: () => {
      for (const connector of affected) station.reportStatus(connector.id);
    },
  };
};

const changeConfiguration: AnswerFunction = (payload, station) => {
  const key = textField(payload, 'key', 50);
  const outcome = station.device.configuration.change(key, textField(payload, 'value'));
  if (outcome !== 'Accepted') return status(outcome);
  return { payload: { status: outcome }, afterwards: () => station.configurationChanged(key) };
};

const getConfiguration: AnswerFunction = (payload, station) => {
  const keys = textsField(payload, 'key');
  if (keys.length > configurationKeysMax) {
    throw new CallRefused('PropertyConstraintViolation', `key has more than ${configurationKeysMax} entries`);
  }
  return { payload: station.device.configuration.list(keys) };
};

const clearCache: AnswerFunction = (_payload, station) => {
  if (!station.device.configuration.flag('AuthorizationCacheEnabled')) return status('Rejected');
  station.device.cache.clear();
  return status('Accepted');
};

/** The charge point's own vendor gets its data back, so that a demonstration has something to show. */
const dataTransfer: AnswerFunction = (payload, station) => {
  if (textField(payload, 'vendorId', 255) !== station.device.nameplate.vendor) return status('UnknownVendorId');
  const data = optionalText(payload, 'data', 65_536);
  return { payload: data === undefined ? { status: 'Accepted' } : { status: 'Accepted', data } };
};

const remoteStartTransaction: AnswerFunction = (payload, station) => {
  const idTag = textField(payload, 'idTag', 20);
  const wanted = optionalInteger(payload, 'connectorId');
  const connector = station.device.connectors.find(
    ({ id }) => (wanted === undefined || id === wanted) && station.charging.obstacle(id, idTag) === undefined,
  );
  // Until it is registered a charge point starts nothing for the server (OCPP 1.6 §4.2).
  if (connector === undefined || !station.online) return status('Rejected');
  const profilePayload = optionalObject(payload, 'chargingProfile');
  if (profilePayload !== undefined) {
    const profile = chargingProfile(profilePayload, connector.id);
    if (profile.purpose !== 'TxProfile' || !station.device.profiles.install(profile)) return status('Rejected');
  }
  const authorized = !station.device.configuration.flag('AuthorizeRemoteTxRequests');
  return {
    payload: { status: 'Accepted' },
    afterwards: () => station.charging.start({ connectorId: connector.id, idTag, authorized }),
  };
};

const remoteStopTransaction: AnswerFunction = (payload, station) => {
  const connector = station.charging.find(integerField(payload, 'transactionId'));
  if (connector === undefined || connector.phase === 'finishing') return status('Rejected');
  return { payload: { status: 'Accepted' }, afterwards: () => station.charging.stop(connector.id, 'Remote') };
};

const reset: AnswerFunction = (payload, station) => {
  const kind = choiceField(payload, 'type', ['Hard', 'Soft']);
  return { payload: { status: 'Accepted' }, afterwards: () => station.reboot(kind) };
};

const unlockConnector: AnswerFunction = (payload, station) => {
  const connector = connectorOf(station.device, integerField(payload, 'connectorId'));
  if (connector === undefined) return status('NotSupported');
  if (connector.phase === 'preparing' || connector.phase === 'finishing') return status('UnlockFailed');
  if (connector.transaction === undefined) return status('Unlocked');
  return { payload: { status: 'Unlocked' }, afterwards: () => station.charging.stop(connector.id, 'UnlockCommand') };
};

/** Answers of the Core profile by action. */
export const coreAnswers: Readonly<Record<string, AnswerFunction>> = {
  ChangeAvailability: changeAvailability,
  ChangeConfiguration: changeConfiguration,
  ClearCache: clearCache,
  DataTransfer: dataTransfer,
  GetConfiguration: getConfiguration,
  RemoteStartTransaction: remoteStartTransaction,
  RemoteStopTransaction: remoteStopTransaction,
  Reset: reset,
  UnlockConnector: unlockConnector,
};

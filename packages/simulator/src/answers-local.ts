// Local authorization list and reservations (OCPP 1.6 §5.1, §5.10, §5.13, §5.15).

import type { AnswerFunction } from './answers.ts';
import { idTagInfo } from './authorization.ts';
import { reservationTimer } from './charging.ts';
import { connectorOf } from './device.ts';
import {
  choiceField,
  dateField,
  integerField,
  objectsField,
  optionalObject,
  optionalText,
  textField,
} from './payload-field.ts';

const status = (value: string) => ({ payload: { status: value } });

const getLocalListVersion: AnswerFunction = (_payload, station) => {
  const { configuration, localList } = station.device;
  return { payload: { listVersion: configuration.flag('LocalAuthListEnabled') ? localList.version : -1 } };
};

const sendLocalList: AnswerFunction = (payload, station) => {
  const kind = choiceField(payload, 'updateType', ['Full', 'Differential']);
  const version = integerField(payload, 'listVersion');
  const entries = objectsField(payload, 'localAuthorizationList').map((entry) => {
    const info = optionalObject(entry, 'idTagInfo');
    const idTag = textField(entry, 'idTag', 20);
    return info === undefined ? { idTag } : { idTag, info: idTagInfo(info) };
  });
  if (!station.device.configuration.flag('LocalAuthListEnabled')) return status('NotSupported');
  return status(station.device.localList.update(kind, version, entries));
};

const reserveNow: AnswerFunction = (payload, station) => {
  const connectorId = integerField(payload, 'connectorId');
  const expiresInMs = dateField(payload, 'expiryDate') - station.now();
  const reservation = {
    reservationId: integerField(payload, 'reservationId'),
    idTag: textField(payload, 'idTag', 20),
    parentIdTag: optionalText(payload, 'parentIdTag', 20),
  };
  // Connector 0 would reserve any connector; the key ReserveConnectorZeroSupported says that we do not.
  const connector = connectorOf(station.device, connectorId);
  if (connector === undefined || expiresInMs <= 0) return status('Rejected');
  if (connector.status === 'Faulted' || connector.status === 'Unavailable') return status(connector.status);
  const isOwn = connector.reservation?.reservationId === reservation.reservationId;
  if (connector.status !== 'Available' && !isOwn) return status('Occupied');
  const former = station.device.connectors.find(
    (other) => other.reservation?.reservationId === reservation.reservationId,
  );
  if (former !== undefined) former.reservation = undefined;
  connector.reservation = reservation;
  station.timers.set(reservationTimer(connectorId), expiresInMs, () => {
    connector.reservation = undefined;
    station.reportStatus(connectorId);
  });
  return {
    payload: { status: 'Accepted' },
    afterwards: () => {
      if (former !== undefined && former !== connector) {
        station.timers.clear(reservationTimer(former.id));
        station.reportStatus(former.id);
      }
      station.reportStatus(connectorId);
    },
  };
};

const cancelReservation: AnswerFunction = (payload, station) => {
  const reservationId = integerField(payload, 'reservationId');
  const connector = station.device.connectors.find((other) => other.reservation?.reservationId === reservationId);
  if (connector === undefined) return status('Rejected');
  connector.reservation = undefined;
  station.timers.clear(reservationTimer(connector.id));
  return { payload: { status: 'Accepted' }, afterwards: () => station.reportStatus(connector.id) };
};

/** Answers of the profiles LocalAuthListManagement and Reservation by action. */
export const localAnswers: Readonly<Record<string, AnswerFunction>> = {
  CancelReservation: cancelReservation,
  GetLocalListVersion: getLocalListVersion,
  ReserveNow: reserveNow,
  SendLocalList: sendLocalList,
};

import type { ChargePointClient } from '@ocpp-broker/gateway';
import t from 'tap';
import { chargePointView } from '../src/charge-point-view.ts';
import { settingsOf } from './fixtures/settings.ts';
import { signedToken } from './fixtures/tokens.ts';

const client = {
  identity: 'CP1',
  username: 'user',
  version: '1.6',
  heartbeatIntervalMs: 61_400,
  inFlight: 1,
  queued: 2,
  refused: 3,
  traffic: { receivedBytes: 4, receivedMessages: 5, sentBytes: 6, sentMessages: 7 },
  facts: { vendor: 'v' },
  bootStatus: 'Accepted',
} as unknown as ChargePointClient;

t.test('a charge point is shown with its queue, its traffic and its device', async (t) => {
  const { ocpp } = settingsOf({ gateway: { ocpp: { mountpoint: 'cars/', dnstream: { max_mqueue_len: 9 } } } }).gateway;
  t.match(chargePointView(client, ocpp), {
    clientId: 'CP1',
    username: 'user',
    mountpoint: 'cars/',
    protocolVersion: '1.6',
    keepaliveSeconds: 61,
    inflightCount: 1,
    inflightMax: 1,
    queueLength: 2,
    queueMax: 9,
    queueDropped: 3,
    receivedBytes: 4,
    sentMessages: 7,
    ocpp: { vendor: 'v', bootStatus: 'Accepted' },
  });
});

t.test('a user name that is a token is not shown', async (t) => {
  const { ocpp } = settingsOf().gateway;
  const username = signedToken({ sub: 'CP1' }, 'secret');
  t.equal(chargePointView({ ...client, username }, ocpp).username, '(token)');
});

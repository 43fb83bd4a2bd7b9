import { type Ban, Bans, type Suspect } from '@ocpp-broker/access';
import type { Broker, BrokerClient } from '@ocpp-broker/broker';
import type { ChargePointClient } from '@ocpp-broker/gateway';
import t from 'tap';
import { kickBanned, kickIfBanned } from '../src/ban-enforcement.ts';

const ban = (as: Ban['as'], who: string): Ban => ({ as, who, by: 'test', reason: '', at: 0, until: 'infinity' });

async function bansOf(...bans: readonly Ban[]): Promise<Bans> {
  const store = { load: async () => bans, put: async () => {}, delete: async () => {} };
  return Bans.open({ store, now: () => 0 });
}

const mqtt = (clientId: string, username: string | null, ipAddress: string) =>
  ({ clientId, username, ipAddress }) as BrokerClient;
const ocpp = (identity: string, username: string | null, remoteAddress: string) =>
  ({ identity, username, remoteAddress }) as ChargePointClient;

const mqttClients = [mqtt('c1', 'u1', '192.0.2.1'), mqtt('c2', null, '192.0.2.2'), mqtt('CP1', 'u3', '198.51.100.1')];
const chargePoints = [ocpp('CP1', 'u1', '192.0.2.1'), ocpp('CP2', null, '2001:db8::1')];

t.test('whoever a ban concerns is kicked, over MQTT and OCPP, and nobody else', async (t) => {
  for (const [one, concerned] of [
    [ban('clientid', 'CP1'), ['mqtt CP1', 'ocpp CP1']],
    [ban('username', 'u1'), ['mqtt c1', 'ocpp CP1']],
    [ban('peerhost', '192.0.2.2'), ['mqtt c2']],
    [ban('peerhost_net', '192.0.2.0/24'), ['mqtt c1', 'mqtt c2', 'ocpp CP1']],
    [ban('peerhost_net', '2001:db8::/32'), ['ocpp CP2']],
    [ban('clientid', 'nobody'), []],
  ] as const) {
    const kicked: string[] = [];
    const kick = (kind: string) => (id: string) => kicked.push(`${kind} ${id}`) > 0;
    kickBanned(await bansOf(one), {
      broker: { clients: () => mqttClients, kick: kick('mqtt') },
      gateway: { clients: () => chargePoints, kick: kick('ocpp') },
    });
    t.strictSame(kicked, concerned, `${one.as} ${one.who}`);
  }
});

t.test('a client that was banned on its way in is kicked; without bans nobody is looked at', async (t) => {
  const kicked: string[] = [];
  const broker: Pick<Broker, 'client' | 'kick'> = {
    client: (clientId) => mqttClients.find((client) => client.clientId === clientId),
    kick: (clientId) => kicked.push(clientId) > 0,
  };
  const bans = await bansOf(ban('username', 'u1'));
  for (const clientId of ['c1', 'c2', 'gone']) kickIfBanned(clientId, bans, broker);
  t.strictSame(kicked, ['c1']);
  const none = { size: 0, find: (_suspect: Suspect) => t.fail('there is nothing to find') as never };
  kickIfBanned('c1', none, { ...broker, client: () => t.fail('nor to look for') as never });
});

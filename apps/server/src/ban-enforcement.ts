import type { Bans } from '@ocpp-broker/access';
import type { Broker, BrokerClient } from '@ocpp-broker/broker';
import type { Gateway } from '@ocpp-broker/gateway';

/** Whoever may be banned while they are connected. */
export type BannableClients = {
  readonly broker: Pick<Broker, 'clients' | 'kick'>;
  readonly gateway: Pick<Gateway, 'clients' | 'kick'>;
};

/** Ends the connections of MQTT clients and charge points that are banned. */
export function kickBanned(bans: Pick<Bans, 'find'>, { broker, gateway }: BannableClients): void {
  for (const client of broker.clients()) if (isBanned(client, bans)) broker.kick(client.clientId);
  for (const { identity, username, remoteAddress } of gateway.clients()) {
    const suspect = { clientId: identity, username: username ?? undefined, remoteAddress };
    if (bans.find(suspect) !== undefined) gateway.kick(identity);
  }
}

/**
 * Ends the connection of an MQTT client if it is banned. Asked when it has connected: a ban that came between its login and this moment
 * did not find it among the connected.
 */
export function kickIfBanned(
  clientId: string,
  bans: Pick<Bans, 'find' | 'size'>,
  broker: Pick<Broker, 'client' | 'kick'>,
): void {
  if (bans.size === 0) return;
  const client = broker.client(clientId);
  if (client !== undefined && isBanned(client, bans)) broker.kick(clientId);
}

function isBanned({ clientId, username, ipAddress }: BrokerClient, bans: Pick<Bans, 'find'>): boolean {
  return bans.find({ clientId, username: username ?? undefined, remoteAddress: ipAddress }) !== undefined;
}

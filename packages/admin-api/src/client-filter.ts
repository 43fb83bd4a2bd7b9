import type { ClientView } from './client-ports.ts';
import { ApiError } from './errors.ts';
import type { Schema } from './operation.ts';
import { parseTime } from './timestamps.ts';

/** The filters of a list of clients, as the query has them. */
export type ClientQuery = {
  readonly node?: string;
  readonly clientid?: string;
  readonly username?: string;
  readonly ip_address?: string;
  readonly conn_state?: 'connected' | 'idle' | 'disconnected';
  readonly proto_ver?: string;
  readonly clean_start?: boolean;
  readonly like_clientid?: string;
  readonly like_username?: string;
  readonly gte_connected_at?: string;
  readonly lte_connected_at?: string;
  readonly gte_created_at?: string;
  readonly lte_created_at?: string;
};

const time = (description: string): Schema => ({
  type: 'string',
  description: `${description} (RFC 3339, or milliseconds since the epoch)`,
});

/** The schemas of the filters. */
export const clientQuery: Readonly<Record<string, Schema>> = {
  node: { type: 'string', description: 'Name of the node' },
  clientid: { type: 'string', description: 'Client id' },
  username: { type: 'string', description: 'User name' },
  ip_address: { type: 'string', description: 'Address of the client' },
  conn_state: { type: 'string', enum: ['connected', 'idle', 'disconnected'], description: 'State of the connection' },
  proto_ver: { type: 'string', description: 'Version of the protocol' },
  clean_start: { type: 'boolean', description: 'Whether the session began clean' },
  like_clientid: { type: 'string', description: 'A part of the client id' },
  like_username: { type: 'string', description: 'A part of the user name' },
  gte_connected_at: time('Connected then or later'),
  lte_connected_at: time('Connected then or earlier'),
  gte_created_at: time('Session created then or later'),
  lte_created_at: time('Session created then or earlier'),
};

/** One test out of all filters that are given; throws 400 for a time that cannot be read. */
export function clientFilter(query: ClientQuery, node: string): (client: ClientView) => boolean {
  const tests: ((client: ClientView) => boolean)[] = [];
  const { clientid, username, ip_address, conn_state, proto_ver, clean_start, like_clientid, like_username } = query;
  if (query.node !== undefined && query.node !== node) tests.push(() => false);
  if (clientid !== undefined) tests.push((client) => client.clientId === clientid);
  if (username !== undefined) tests.push((client) => client.username === username);
  if (ip_address !== undefined) tests.push((client) => client.ipAddress === ip_address);
  // Nothing here is ever idle: that is EMQX's word for a socket that has not said who it is.
  if (conn_state !== undefined) {
    tests.push((client) => conn_state === (client.connected ? 'connected' : 'disconnected'));
  }
  if (proto_ver !== undefined) tests.push((client) => client.protocolVersion === proto_ver);
  if (clean_start !== undefined) tests.push((client) => (client.cleanStart ?? false) === clean_start);
  if (like_clientid !== undefined) tests.push((client) => client.clientId.includes(like_clientid));
  if (like_username !== undefined) tests.push((client) => client.username?.includes(like_username) ?? false);
  for (const name of ['gte_connected_at', 'lte_connected_at', 'gte_created_at', 'lte_created_at'] as const) {
    const text = query[name];
    if (text !== undefined) tests.push(timeTest(name, text));
  }
  return (client) => tests.every((test) => test(client));
}

function timeTest(
  name: 'gte_connected_at' | 'lte_connected_at' | 'gte_created_at' | 'lte_created_at',
  text: string,
): (client: ClientView) => boolean {
  const limit = parseTime(text);
  if (limit === undefined) {
    throw new ApiError(400, 'BAD_REQUEST', `${name}: must be RFC 3339 or milliseconds since the epoch`);
  }
  const field = name.endsWith('connected_at') ? 'connectedAt' : 'createdAt';
  const isLower = name.startsWith('gte');
  return (client) => {
    const at = client[field];
    return at !== undefined && (isLower ? at >= limit : at <= limit);
  };
}

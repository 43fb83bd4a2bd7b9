import type { ApiClient, Schemas } from '@ocpp-broker/api-client';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { gather } from '../gather.ts';
import type { Given } from '../given.ts';
import { UsageProblem } from '../problem.ts';
import { remark, report } from '../report.ts';
import { apiOf } from '../server.ts';
import { type Column, printable, table } from '../table.ts';

type ChargePoint = Schemas['GatewayClient'];
type MqttClient = Schemas['MqttClient'];
type Client = ChargePoint | MqttClient;

const LIMIT = 1_000;
const LIMIT_MAX = 1_000_000;
const PAGE = 1_000;

/** `ocpp-broker clients`. */
export const clientsCommand: Command = {
  name: 'clients',
  summary: 'List the charge points, or the MQTT clients',
  isRemote: true,
  options: {
    mqtt: { about: 'the MQTT clients' },
    like: { value: '<text>', about: 'only those with this in their ids' },
    username: { value: '<name>', about: 'only those of this user' },
    state: { value: '<state>', about: 'only those in this state', choices: ['connected', 'disconnected'] },
    ip: { value: '<address>', about: 'only those from this address' },
    version: { value: '<version>', about: 'only those that speak this version (1.6; of MQTT: 5)' },
    limit: { value: '<n>', about: `at most so many (${LIMIT})` },
  },
  notes: ['With --json: the clients as the API tells them, in one list.'],
  run: async (given, surroundings) => {
    const api = await apiOf(given, surroundings);
    const limit = given.amount('limit', LIMIT_MAX) ?? LIMIT;
    const { found, isCut } = given.has('mqtt')
      ? await gather(api.each('/api/v5/clients', { query: queryOf(given, limit) }), limit)
      : await gather(chargePoints(api, given, limit), limit);
    await report(given, surroundings, { json: found, text: textOf(found, given.has('mqtt')) });
    if (isCut) await remark(surroundings, `there are more than ${limit}: --limit shows more, --like fewer`);
    return exitCode.ok;
  },
};

/** `ocpp-broker kick`. */
export const kickCommand: Command = {
  name: 'kick',
  summary: 'Close the connection of a charge point, or of an MQTT client',
  arguments: [{ name: 'id', about: 'identity of the charge point, or client id' }],
  isRemote: true,
  options: {
    mqtt: { about: 'an MQTT client' },
    'end-session': { about: 'end its stored session as well (with --mqtt)' },
  },
  notes: ['Whoever was kicked may come again; a ban keeps MQTT clients away.'],
  run: async (given, surroundings) => {
    const clientid = given.argument(0);
    if (given.has('end-session') && !given.has('mqtt')) throw new UsageProblem('--end-session goes with --mqtt');
    const api = await apiOf(given, surroundings);
    if (given.has('mqtt')) {
      await api.delete('/api/v5/clients/{clientid}', {
        path: { clientid },
        query: { session: given.has('end-session') },
      });
    } else await api.delete('/api/v5/gateways/ocpp/clients/{clientid}', { path: { clientid } });
    await report(given, surroundings, { json: { kicked: clientid }, text: `kicked ${printable(clientid)}\n` });
    return exitCode.ok;
  },
};

function chargePoints(api: ApiClient, given: Given, limit: number) {
  return api.each('/api/v5/gateways/ocpp/clients', { query: queryOf(given, limit) });
}

function queryOf(given: Given, limit: number) {
  const filters = {
    like_clientid: given.text('like'),
    username: given.text('username'),
    conn_state: given.text('state'),
    ip_address: given.text('ip'),
    proto_ver: given.text('version'),
  };
  const said = Object.entries(filters).filter(([, value]) => value !== undefined);
  // One more than is shown tells whether there are more.
  return { ...Object.fromEntries(said), limit: Math.min(PAGE, limit + 1) };
}

const columns: readonly Column<Client>[] = [
  ['USER', ({ username }) => username],
  ['ADDRESS', ({ ip_address, port }) => (ip_address === null ? null : `${ip_address}:${port}`)],
  ['STATE', ({ connected }) => (connected ? 'connected' : 'disconnected')],
  ['SINCE', ({ connected, connected_at, disconnected_at }) => (connected ? connected_at : disconnected_at)],
];
const chargePointColumns: readonly Column<ChargePoint>[] = [
  ['IDENTITY', ({ clientid }) => clientid],
  ['OCPP', ({ proto_ver }) => proto_ver],
  ...columns,
  ['MODEL', ({ ocpp }) => [ocpp.vendor, ocpp.model].filter((part) => part !== null).join(' ')],
  ['BOOT', ({ ocpp }) => ocpp.boot_status],
  ['CONNECTORS', ({ ocpp }) => ocpp.connectors.map(({ id, status }) => `${id}:${status}`).join(' ')],
];
const mqttColumns: readonly Column<MqttClient>[] = [
  ['CLIENT ID', ({ clientid }) => clientid],
  ['MQTT', ({ proto_ver }) => ({ 3: '3.1', 4: '3.1.1', 5: '5.0' })[proto_ver]],
  ...columns,
  ['SUBSCRIPTIONS', ({ subscriptions_cnt }) => subscriptions_cnt],
  ['QUEUED', ({ mqueue_len }) => mqueue_len],
];

function textOf(found: readonly Client[], isMqtt: boolean): string {
  const text = isMqtt
    ? table(found as readonly MqttClient[], mqttColumns)
    : table(found as readonly ChargePoint[], chargePointColumns);
  return text || 'no clients\n';
}

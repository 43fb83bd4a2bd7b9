import t from 'tap';
import type { AdminApiPorts } from '../src/index.ts';
import { logIn, testApi } from './fixtures/api.ts';
import { memoryPorts } from './fixtures/memory-ports.ts';

/** The port with a note in `called` of each method that is called, under its path. */
function watched<Port extends object>(port: Port, path: string, called: Set<string>): Port {
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value === 'object' && value !== null) return watched(value, `${path}${String(name)}.`, called);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => {
        called.add(`${path}${String(name)}`);
        return value.apply(target, given);
      };
    },
  });
}

/** CALLs, frames, figures and webhooks. */
const seeing: readonly (readonly [string, object?])[] = [
  ['POST /gateways/ocpp/clients/CP1/calls', { action: 'Reset' }],
  ['GET /gateways/ocpp/clients/CP1/calls/u1'],
  ['GET /gateways/ocpp/clients/CP1/frames'],
  ['GET /gateways/ocpp/frames'],
  ['GET /prometheus/stats'],
  ['GET /readyz'],
  ['GET /nodes'],
  ['GET /metrics'],
  ['PUT /webhooks/billing', { enable: false }],
  ['POST /webhooks/billing/test'],
  ['GET /webhooks/billing/dead_letters'],
  ['POST /webhooks/billing/dead_letters/retry'],
  ['DELETE /webhooks/billing/dead_letters'],
];

/** Users of the console, changes, backups. */
const keeping: readonly (readonly [string, object?])[] = [
  ['GET /users'],
  ['POST /users', { username: 'eve', password: 'correct horse' }],
  ['PUT /users/eve', { description: 'x' }],
  ['DELETE /users/eve'],
  ['GET /audit'],
  ['GET /data/export'],
  ['POST /data/import', { format: 'ocpp-broker-export', version: 1, settings: {}, users: {} }],
  ['POST /data/backup'],
  ['GET /data/backups'],
  ['GET /data/backups/x/store.db'],
  ['DELETE /data/backups/x'],
];

t.test('no port is asked for in vain: the routes call every method of every port', async (t) => {
  const called = new Set<string>();
  const memory = memoryPorts();
  const ports: AdminApiPorts = watched(memory.ports, '', called);
  const rig = await testApi({}, { ...memory, ports });
  const as = await logIn(rig);
  const user = { user_id: 'ann', password: 'p' };
  const rules = '/authorization/sources/built_in_database/rules';
  const lines: readonly (readonly [string, object?])[] = [
    ['GET /gateways'],
    ['GET /gateways/ocpp'],
    ['PUT /gateways/ocpp', { mountpoint: 'm/' }],
    ['GET /gateways/ocpp/authentication'],
    ...['/gateways/ocpp/clients', '/clients'].flatMap((url) => [
      [`GET ${url}`] as const,
      [`GET ${url}/x`] as const,
      [`GET ${url}/x/subscriptions`] as const,
      [`DELETE ${url}/x`] as const,
    ]),
    ...['/gateways/ocpp', '/authentication/password_based:built_in_database'].flatMap((base) => {
      const url = base.startsWith('/gateways') ? `${base}/authentication/users` : `${base}/users`;
      return [
        [`POST ${url}`, user] as const,
        [`GET ${url}`] as const,
        [`GET ${url}/ann`] as const,
        [`PUT ${url}/ann`, { password: 'q' }] as const,
        [`DELETE ${url}/ann`] as const,
      ];
    }),
    ['POST /api_key', { name: 'k' }],
    ['GET /api_key'],
    ['GET /api_key/k'],
    ['PUT /api_key/k', {}],
    ['DELETE /api_key/k'],
    ['POST /publish', { topic: 't', payload: 'p' }],
    ['DELETE /clients/mqtt-4?session=true'],
    ['GET /configs/mqtt'],
    ['PUT /configs/mqtt', { max_subscriptions: 7 }],
    ['GET /listeners'],
    ['POST /listeners/tcp:default/restart'],
    ['POST /listeners/tcp:default/stop'],
    ['GET /authorization/settings'],
    [`GET ${rules}/users`],
    [`GET ${rules}/users/ann`],
    [`POST ${rules}/users`, [{ username: 'ann', rules: [] }]],
    [`PUT ${rules}/users/ann`, { rules: [] }],
    [`DELETE ${rules}/users/ann`],
    [`DELETE ${rules}`],
    ['POST /banned', { as: 'clientid', who: 'c1' }],
    ['GET /banned'],
    ['DELETE /banned/clientid/c1'],
    ['DELETE /banned'],
    ...seeing,
    ...keeping,
  ];
  for (const [line, body] of lines) await rig.ask(line, body === undefined ? {} : { body });
  for (const url of ['/gateways/ocpp/authentication', '/authentication/password_based:built_in_database']) {
    const headers = { 'content-type': 'multipart/form-data; boundary=e' };
    const body = '--e\r\ncontent-disposition: form-data; name="filename"; filename="u.csv"\r\n\r\nx\r\n--e--\r\n';
    await rig.ask(`POST ${url}/import_users`, { headers, body });
  }
  await rig.ask('POST /users/admin/change_pwd', { as, body: { old_pwd: 'correct horse', new_pwd: 'battery staple' } });

  const clients = ['list', 'find', 'kick', 'subscriptions'];
  const users = ['list', 'find', 'add', 'update', 'remove'];
  const expected = [
    ...['read', 'update'].map((name) => `settings.${name}`),
    ...['status', 'listeners'].map((name) => `gateway.${name}`),
    ...clients.flatMap((name) => [`gateway.clients.${name}`, `mqttClients.${name}`]),
    ...users.flatMap((name) => [`users.ocpp.${name}`, `users.mqtt.${name}`]),
    ...['verify', 'list', 'find', 'add', 'update', 'remove'].map((name) => `users.admin.${name}`),
    ...['userImports.ocpp.import', 'userImports.mqtt.import', 'userBackup.page', 'userBackup.restore', 'audit.list'],
    ...['read', 'check', 'put'].map((name) => `storedSettings.${name}`),
    ...['create', 'list', 'open', 'remove'].map((name) => `backups.${name}`),
    ...['verify', 'list', 'find', 'create', 'update', 'remove'].map((name) => `apiKeys.${name}`),
    ...['mqttClients.endSession', 'mqttSettings.read', 'mqttSettings.update'],
    ...['mqttListeners.list', 'mqttListeners.restart'],
    ...['list', 'find', 'add', 'put', 'remove', 'clear'].map((name) => `topicRules.${name}`),
    ...['list', 'add', 'remove', 'clear'].map((name) => `bans.${name}`),
    ...['calls.send', 'calls.find', 'frames.recent', 'frames.follow', 'metrics.text', 'health.readiness'],
    ...['gauges', 'counters', 'machine'].map((name) => `statistics.${name}`),
    ...['status', 'deadLetters', 'retryDeadLetters', 'dropDeadLetters', 'test'].map((name) => `webhooks.${name}`),
    ...['webhookSettings.read', 'webhookSettings.update'],
    ...['publisher.publish', 'node.status', 'audit.append', 'clock.now'],
  ];
  t.same(
    expected.filter((name) => !called.has(name)),
    [],
  );
});

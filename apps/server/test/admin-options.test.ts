import t from 'tap';
import { adminApiOptions } from '../src/admin-options.ts';
import { settingsOf } from './fixtures/settings.ts';

t.test('the settings reach the HTTP API in its own units', async (t) => {
  const api = {
    token_ttl: '30m',
    token_lifetime: '2h',
    max_tokens: 50,
    max_tokens_per_user: 5,
    login_attempts_max: 3,
    max_body_size: '2MB',
    max_import_size: '3MB',
    request_timeout: '20s',
    max_connections: 61,
    trusted_proxies: ['10.0.0.0/8'],
    prometheus_networks: ['10.1.0.0/16'],
    cors: { enable: true, origins: ['https://example.org'] },
  };
  const calls = { max_waiting: 19, max_timeout: '90s' };
  const { prometheusReaders, ...options } = adminApiOptions(
    settingsOf({ api, gateway: { ocpp: { calls } } }),
    '/console',
  );
  t.same(
    ['10.1.2.3', '::ffff:10.1.2.3', '10.2.0.1'].map((address) => prometheusReaders?.has(address)),
    [true, true, false],
  );
  t.strictSame(options, {
    consoleDirectory: '/console',
    corsOrigins: ['https://example.org'],
    trustedProxies: ['10.0.0.0/8'],
    bodyBytesMax: 2_097_152,
    importBytesMax: 3_145_728,
    connectionsMax: 61,
    requestTimeoutMs: 20_000,
    answerTimeoutMs: 20_000,
    closeGraceMs: 1_000,
    tokenTtlMs: 1_800_000,
    tokenLifetimeMs: 7_200_000,
    tokensMax: 50,
    tokensPerUserMax: 5,
    loginFailuresMax: 3,
    callWaitMaxMs: 90_000,
    callsWaitingMax: 19,
  });
});

t.test('callers that wait leave half of the connections to the others', async (t) => {
  const options = adminApiOptions(settingsOf({ api: { max_connections: 61 } }), '');
  t.equal(options.callsWaitingMax, 31);
});

t.test('without a console there is no folder, and origins count only where they are asked for', async (t) => {
  const api = { console: false, cors: { origins: ['https://example.org'] } };
  t.match(adminApiOptions(settingsOf({ api }), '/console'), { consoleDirectory: '', corsOrigins: [] });
});

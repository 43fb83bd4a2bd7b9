import type { AdminApiOptions } from '@ocpp-broker/admin-api';
import { byteCount, durationMs, type Settings } from '@ocpp-broker/config';
import { AddressSet } from '@ocpp-broker/net';

/** The whole process has 5 s to stop: the charge points may take two of them, the webhooks one. */
const closeGraceMs = 1_000;

/** What the settings mean to the HTTP API. */
export function adminApiOptions({ api, gateway }: Settings, consoleDirectory: string): AdminApiOptions {
  const { calls } = gateway.ocpp;
  const requestTimeoutMs = durationMs(api.request_timeout);
  return {
    consoleDirectory: api.console ? consoleDirectory : '',
    corsOrigins: api.cors.enable ? api.cors.origins : [],
    trustedProxies: api.trusted_proxies,
    bodyBytesMax: byteCount(api.max_body_size),
    importBytesMax: byteCount(api.max_import_size),
    connectionsMax: api.max_connections,
    requestTimeoutMs,
    answerTimeoutMs: requestTimeoutMs,
    closeGraceMs,
    tokenTtlMs: durationMs(api.token_ttl),
    tokenLifetimeMs: durationMs(api.token_lifetime),
    tokensMax: api.max_tokens,
    tokensPerUserMax: api.max_tokens_per_user,
    loginFailuresMax: api.login_attempts_max,
    callWaitMaxMs: durationMs(calls.max_timeout),
    // Who waits holds a connection, and half of them are for everybody else.
    callsWaitingMax: Math.min(calls.max_waiting, Math.ceil(api.max_connections / 2)),
    prometheusReaders: new AddressSet(api.prometheus_networks),
  };
}

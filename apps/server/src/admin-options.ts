import type { AdminApiOptions } from '@ocpp-broker/admin-api';
import { type ApiSettings, byteCount, durationMs } from '@ocpp-broker/config';

/** What the settings mean to the HTTP API. */
export function adminApiOptions(settings: ApiSettings, consoleDirectory: string): AdminApiOptions {
  return {
    consoleDirectory: settings.console ? consoleDirectory : '',
    corsOrigins: settings.cors.enable ? settings.cors.origins : [],
    bodyBytesMax: byteCount(settings.max_body_size),
    loginFailuresMax: settings.login_attempts_max,
    tokenTtlMs: durationMs(settings.token_ttl),
  };
}

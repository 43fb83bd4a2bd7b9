import type { SessionOptions } from '@ocpp-broker/ocpp';
import type { ChargePointOverrides } from './options.ts';

/** The session options of one charge point: those of all, but for what is different for it. */
export function sessionOptionsOf(options: SessionOptions, overrides: ChargePointOverrides | undefined): SessionOptions {
  if (overrides === undefined) return options;
  const { idleTimeoutMs, defaultHeartbeatIntervalMs, checkMode } = overrides;
  const none: SessionOptions['checking']['actions'] = new Map();
  return {
    ...options,
    idleTimeoutMs: idleTimeoutMs ?? options.idleTimeoutMs,
    defaultHeartbeatIntervalMs: defaultHeartbeatIntervalMs ?? options.defaultHeartbeatIntervalMs,
    checking:
      checkMode === undefined ? options.checking : { upstream: checkMode, downstream: checkMode, actions: none },
  };
}

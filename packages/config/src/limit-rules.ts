import { finding, type Rule } from './rule.ts';
import { byteCount, durationMs } from './units.ts';

const ocpp = 'gateway.ocpp';
const slowClient = 'mqtt.slow_client';

/** Limits that only make sense in one order. */
export const limitRules: Rule = ({ mqtt, gateway }) => {
  const pingMs = durationMs(gateway.ocpp.ping_interval);
  const idleMs = durationMs(gateway.ocpp.idle_timeout);
  const { drop_qos0_above, disconnect_above } = mqtt.slow_client;
  return [
    // No pings at all (0s) is below every idle timeout.
    ...(idleMs <= pingMs
      ? [
          finding(
            `${ocpp}.idle_timeout`,
            `must be longer than ${ocpp}.ping_interval, or a quiet charge point is closed before its first pong`,
            [`${ocpp}.ping_interval`],
          ),
        ]
      : []),
    ...(byteCount(drop_qos0_above) > byteCount(disconnect_above)
      ? [
          finding(`${slowClient}.drop_qos0_above`, `must not be above ${slowClient}.disconnect_above`, [
            `${slowClient}.disconnect_above`,
          ]),
        ]
      : []),
  ];
};

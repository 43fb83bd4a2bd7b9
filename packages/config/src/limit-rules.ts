import { type Finding, finding, type Rule } from './rule.ts';
import type { ChargePointSettings, GatewaySettings, Settings } from './settings.ts';
import { byteCount, durationMs } from './units.ts';

const pingPath = 'gateway.ocpp.ping_interval';
const idlePath = 'gateway.ocpp.idle_timeout';
const slowClient = 'mqtt.slow_client';

/** Limits that only make sense in one order. */
export const limitRules: Rule = ({ mqtt, gateway }) => [
  ...silenceFindings(gateway.ocpp),
  ...Object.entries(gateway.ocpp.charge_points).flatMap((entry) => chargePointFindings(entry, gateway.ocpp)),
  ...responderFindings(gateway.ocpp),
  ...slowClientFindings(mqtt),
];

const silenceFindings = ({ ping_interval: ping, idle_timeout: idle }: GatewaySettings): readonly Finding[] =>
  leavesTimeForPong(ping, idle)
    ? []
    : [
        finding(idlePath, `must be longer than ${pingPath}, or a quiet charge point is closed before its first pong`, [
          pingPath,
        ]),
      ];

// Whatever the entry leaves to the settings of all is looked at together with those.
const chargePointFindings = (
  [identity, entry]: readonly [string, ChargePointSettings],
  all: GatewaySettings,
): readonly Finding[] => {
  if (entry.ping_interval === '' && entry.idle_timeout === '') return [];
  if (leavesTimeForPong(entry.ping_interval || all.ping_interval, entry.idle_timeout || all.idle_timeout)) return [];
  const place = (key: string) => ['gateway', 'ocpp', 'charge_points', identity, key];
  const ownPing = place('ping_interval');
  const ownIdle = place('idle_timeout');
  const closed = 'or it is closed before its first pong';
  if (entry.ping_interval === '') {
    return [finding(ownIdle, `must be longer than ${pingPath}, ${closed}`, [pingPath, ownPing])];
  }
  if (entry.idle_timeout === '') {
    return [finding(ownPing, `must be shorter than ${idlePath}, ${closed}`, [idlePath, ownIdle])];
  }
  return [finding(ownIdle, `must be longer than the ping_interval beside it, ${closed}`, [ownPing])];
};

// No pings at all (0s) is below every idle timeout.
const leavesTimeForPong = (ping: string, idle: string): boolean => durationMs(idle) > durationMs(ping);

// A responder that is off keeps nobody from a short reply timeout.
const responderFindings = ({ responder, reply_timeout }: GatewaySettings): readonly Finding[] => {
  const replyMs = durationMs(reply_timeout);
  if (!responder.enable || replyMs === 0 || durationMs(responder.after) < replyMs) return [];
  const path = 'gateway.ocpp.responder';
  const replyPath = 'gateway.ocpp.reply_timeout';
  return [
    finding(`${path}.after`, `must be shorter than ${replyPath}, or the charge point has its InternalError first`, [
      `${path}.enable`,
      replyPath,
    ]),
  ];
};

const slowClientFindings = ({ slow_client: slow }: Settings['mqtt']): readonly Finding[] =>
  byteCount(slow.drop_qos0_above) > byteCount(slow.disconnect_above)
    ? [
        finding(`${slowClient}.drop_qos0_above`, `must not be above ${slowClient}.disconnect_above`, [
          `${slowClient}.disconnect_above`,
        ]),
      ]
    : [];

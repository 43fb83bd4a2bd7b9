import type { BrokerSettings } from './mqtt-settings.ts';
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
  ...brokerFindings(mqtt),
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

// One finding for each pair that is the wrong way round: neither message nor publish could then use what the other allows.
const brokerFindings = ({
  sessions: { queue },
  retained,
  max_packet_size,
  ...mqtt
}: BrokerSettings): readonly Finding[] => {
  const room = 'sessions.queue.max_bytes';
  const pairs = [
    [room, queue.max_bytes, 'max_packet_size', max_packet_size, 'or the largest message finds no place'],
    ['sessions.queue.max_total_bytes', queue.max_total_bytes, room, queue.max_bytes, 'or no client could use it'],
    [
      'retained.max_bytes',
      retained.max_bytes,
      'max_packet_size',
      max_packet_size,
      'or the largest message finds no place',
    ],
  ] as const;
  return [
    ...pairs
      .filter(([, large, , small]) => byteCount(large) < byteCount(small))
      .map(([path, , other, , why]) =>
        finding(`mqtt.${path}`, `must not be below mqtt.${other}, ${why}`, [`mqtt.${other}`]),
      ),
    ...(mqtt.max_awaiting_rel < mqtt.receive_maximum
      ? [
          finding(
            'mqtt.max_awaiting_rel',
            'must not be below mqtt.receive_maximum, or a client that keeps to the one is refused by the other',
            ['mqtt.receive_maximum'],
          ),
        ]
      : []),
  ];
};

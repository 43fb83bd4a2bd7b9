import { join } from 'node:path';
import { byteCount, durationMs, type MqttSettings, type Settings } from '@ocpp-broker/config';
import { createMessageStore, type Drop, type SqliteMessageStore, type StoreLimits } from '@ocpp-broker/persistence';
import type { Logger } from 'pino';
import { messageFile } from './data-folder.ts';
import type { Metrics } from './metrics.ts';

/** How long further drops of the same kind are only counted, in milliseconds. */
const quietMs = 60_000;

/** What the settings mean to the store of messages. */
export function storeLimits({ sessions: { queue }, retained }: MqttSettings): StoreLimits {
  return {
    queuedMessagesPerSessionMax: queue.max_messages,
    queuedBytesPerSessionMax: byteCount(queue.max_bytes),
    queuedBytesMax: byteCount(queue.max_total_bytes),
    queuedAgeMaxMs: durationMs(queue.max_age),
    retainedMessagesMax: retained.max_messages,
    retainedBytesMax: byteCount(retained.max_bytes),
  };
}

/** Sessions, queued and retained messages: in the data folder, or in memory. Whoever opens it closes it (`destroy`), after the broker. */
export function openMessageStore(
  { mqtt, data_dir: folder }: Settings,
  log: Logger,
  metrics?: Pick<Metrics, 'committed' | 'dropped'>,
): SqliteMessageStore {
  const logDrop = dropLog(log, Date.now);
  return createMessageStore({
    path: mqtt.persistence === 'memory' ? ':memory:' : join(folder, messageFile),
    synchronous: mqtt.persistence_synchronous,
    limits: storeLimits(mqtt),
    onDropped: (drop) => {
      logDrop(drop);
      metrics?.dropped(drop.reason);
    },
    onCommitted: (durationMs) => metrics?.committed(durationMs),
  });
}

/** Writes one line for each reason in a minute, however many messages go: the first at once, and with the next how many went unsaid. */
export function dropLog(log: Pick<Logger, 'warn'>, now: () => number): (drop: Drop) => void {
  // There are as many entries as there are reasons.
  const byReason = new Map<Drop['reason'], { saidAt: number; unsaid: number }>();
  return ({ reason, clientId, topic }) => {
    const at = now();
    const known = byReason.get(reason);
    if (known !== undefined && at - known.saidAt < quietMs) {
      known.unsaid += 1;
      return;
    }
    byReason.set(reason, { saidAt: at, unsaid: 0 });
    const more = known === undefined || known.unsaid === 0 ? {} : { sinceTheLastLine: known.unsaid };
    log.warn({ reason, clientId, topic, ...more }, 'a message is no longer kept');
  };
}

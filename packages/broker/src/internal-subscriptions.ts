import type { BrokerPacket } from './aedes-internals.ts';
import type { Emission } from './emission.ts';
import { BrokerError } from './errors.ts';
import type { Logger } from './ports.ts';
import { isHiddenFrom, isTopicFilter } from './topic-filter.ts';

/** A message as subscribers inside the process get it; it must not be changed. */
export type DeliveredMessage = {
  readonly topic: string;
  readonly payload: Buffer;
  /** As published. */
  readonly qos: 0 | 1 | 2;
  /** As published; retained messages are not sent again to those who subscribe later. */
  readonly retain: boolean;
  readonly properties?: {
    readonly responseTopic?: string;
    readonly correlationData?: Buffer;
    /** Seconds. */
    readonly messageExpiryInterval?: number;
  };
  /** The MQTT client that published it; left out for messages of this process. */
  readonly clientId?: string;
};

/** Subscribes the process itself. The publisher is not held back: `deliver` has to return at once. */
export async function subscribeInternally(
  emission: Emission,
  filter: string,
  deliver: (message: DeliveredMessage) => void,
  log: Logger,
): Promise<() => Promise<void>> {
  if (!isTopicFilter(filter)) throw new BrokerError('TOPIC_FILTER_INVALID', `"${filter}" is no topic filter`);
  let isActive = true;
  // Two parameters: mqemitter looks at their number to tell what to pass.
  const notify = (packet: BrokerPacket, done: () => void): void => {
    // The emitter forgets a subscriber later than it was asked to, and knows nothing of `$` topics.
    if (isActive && !isHiddenFrom(filter, packet.topic)) {
      try {
        deliver(packet as DeliveredMessage);
      } catch (error) {
        // Rising, it would take the message away from the subscribers behind this one.
        log.error({ err: error, topic: packet.topic }, 'a subscriber inside the process failed');
      }
    }
    done();
  };
  await new Promise<void>((resolve) => emission.onInternal(filter, notify, resolve));
  return async () => {
    if (!isActive) return;
    isActive = false;
    await new Promise<void>((resolve) => emission.removeInternal(filter, notify, resolve));
  };
}

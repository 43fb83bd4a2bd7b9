import { type Message, topicMatches } from '@ocpp-broker/mqtt';
import type { BrokerContext } from '../context.ts';
import type { SystemFact } from './system-facts.ts';

/** What the statistics need of the rest. */
export type SystemTopicsParts = {
  readonly facts: () => readonly SystemFact[];
  readonly publish: (message: Message) => void;
};

/**
 * Publishes the statistics under `$SYS`, and hands the last ones to those who subscribe later, as a retained message
 * would be. They are not kept in the store: those of a process that is gone say nothing.
 */
export class SystemTopics {
  readonly #context: BrokerContext;
  readonly #parts: SystemTopicsParts;
  readonly #latest = new Map<string, Message>();
  #timer: NodeJS.Timeout | undefined;
  #intervalMs = 0;

  constructor(context: BrokerContext, parts: SystemTopicsParts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** Begins, or goes on at the interval of the options in force; 0 ends it. */
  follow(): void {
    const { systemTopicsIntervalMs } = this.#context.options;
    if (systemTopicsIntervalMs === this.#intervalMs) return;
    this.stop();
    this.#intervalMs = systemTopicsIntervalMs;
    if (systemTopicsIntervalMs === 0) return;
    this.#publish();
    this.#timer = setInterval(() => this.#publish(), systemTopicsIntervalMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#intervalMs = 0;
    this.#latest.clear();
  }

  /** The last ones under a filter. */
  matching(filter: string): readonly Message[] {
    if (!filter.startsWith('$SYS')) return [];
    return [...this.#latest.values()].filter(({ topic }) => topicMatches(filter, topic));
  }

  #publish(): void {
    for (const [topic, value] of this.#parts.facts()) {
      const message: Message = { topic, payload: Buffer.from(value), qos: 0, retain: false };
      this.#latest.set(topic, message);
      this.#parts.publish(message);
    }
  }
}

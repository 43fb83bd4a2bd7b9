import type { OcppVersion } from '@ocpp-broker/ocpp';
import type { Bus, Logger } from './ports.ts';
import type { ConnectionTopics, Topics } from './topics.ts';

/** Whether a charge point is connected, as the retained presence message tells it. */
export type Presence = {
  readonly connected: boolean;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly version: OcppVersion | null;
  /** Why it is not connected; null when it is. */
  readonly reason: string | null;
  readonly node: string;
};

/** The payload of a presence message; times are RFC 3339 in UTC. */
export function encodePresence({ connected, since, version, reason, node }: Presence): string {
  return JSON.stringify({
    Connected: connected,
    Since: new Date(since).toISOString(),
    Version: version,
    Reason: reason,
    Node: node,
  });
}

/** Who is, or was, connected. */
type Announced = { readonly identity: string; readonly username: string | null; readonly version: OcppVersion };

/** What announcing needs; `topics` gives those in force. */
export type PresenceParts = {
  readonly bus: Bus;
  readonly log: Logger;
  readonly node: string;
  readonly topics: () => Topics;
};

/** Tells who is connected by retained messages. */
export class PresenceAnnouncer {
  readonly #parts: PresenceParts;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  /** Tells that a charge point is here since a moment or, with a reason, that it is not. */
  tell({ identity, username, version }: Announced, since: number, reason: string | null): void {
    const { node, topics } = this.#parts;
    const topic = topics().of({ identity, username: username ?? '', version }).presence;
    if (topic === undefined) return;
    this.#retain(topic, encodePresence({ connected: reason === null, since, version, reason, node }));
  }

  /** Takes back what was told on the topic of a connection. */
  clear({ presence }: Pick<ConnectionTopics, 'presence'>): void {
    if (presence !== undefined) this.#retain(presence, '');
  }

  #retain(topic: string, payload: string): void {
    const { bus, log } = this.#parts;
    bus.publish({ topic, payload, qos: 1, retain: true }, (error) => {
      if (error) log.error({ err: error, topic }, 'presence could not be published');
    });
  }
}

import type { BrokerEvent } from '@ocpp-broker/broker';
import type { PartialObserver } from './observers.ts';

/** What is counted since the start for the statistics, where no room counts it itself. MQTT clients and charge points together. */
export class EventCounts {
  receivedFrames = 0;
  sentFrames = 0;
  receivedFrameBytes = 0;
  sentFrameBytes = 0;
  connected = 0;
  disconnected = 0;
  refused = 0;
  unauthorized = 0;
  publishesUnauthorized = 0;
  subscribesUnauthorized = 0;
  dropped = 0;
  droppedExpired = 0;
  droppedQueueFull = 0;
  droppedTooLarge = 0;

  /** Counts charge points. */
  readonly observer: PartialObserver = {
    handshake: (outcome) => {
      if (outcome === 'accepted') return;
      this.refused += 1;
      if (outcome === 'unauthorized') this.unauthorized += 1;
    },
    connected: () => {
      this.connected += 1;
    },
    disconnected: () => {
      this.disconnected += 1;
    },
    frame: (direction, _type, _action, bytes) => {
      if (direction === 'upstream') {
        this.receivedFrames += 1;
        this.receivedFrameBytes += bytes;
      } else {
        this.sentFrames += 1;
        this.sentFrameBytes += bytes;
      }
    },
  };

  /** Counts MQTT clients. */
  readonly onBrokerEvent = (event: BrokerEvent): void => {
    switch (event.kind) {
      case 'connected':
        this.connected += 1;
        break;
      case 'disconnected':
        this.disconnected += 1;
        break;
      case 'connection-refused':
        this.refused += 1;
        if (event.reason === 'bad-credentials' || event.reason === 'no-credentials') this.unauthorized += 1;
        break;
      case 'publish-refused':
        this.publishesUnauthorized += 1;
        break;
      case 'subscribe-refused':
        this.subscribesUnauthorized += 1;
        break;
      case 'message-dropped':
        this.#dropped(event.reason);
        break;
      case 'failed':
      case 'client-cut':
        break;
    }
  };

  #dropped(reason: Extract<BrokerEvent, { kind: 'message-dropped' }>['reason']): void {
    this.dropped += 1;
    if (reason === 'expired') this.droppedExpired += 1;
    if (reason === 'packet-too-large') this.droppedTooLarge += 1;
    if (reason === 'queue-full' || reason.startsWith('queued_')) this.droppedQueueFull += 1;
  }
}

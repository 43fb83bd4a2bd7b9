// The metrics for Prometheus: what is counted as it happens, and what there is when they are read. All names begin with `ocpp_broker_`,
// and no label names a client.

import type { PrometheusMetrics } from '@ocpp-broker/admin-api';
import type { BrokerEvent } from '@ocpp-broker/broker';
import { Gauge, Histogram, Registry } from 'prom-client';
import { brokerMetrics } from './broker-metrics.ts';
import { gatewayMetrics } from './gateway-metrics.ts';
import type { PartialObserver } from './observers.ts';
import { type ProcessMetrics, processMetrics } from './process-metrics.ts';
import { type MeasuredRooms, roomMetrics } from './room-metrics.ts';
import { SeriesCounter } from './series-counter.ts';

const commitBucketsS = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1];

/** What is told about the process. */
export type MetricsParts = { readonly version: string; readonly startedAt: number };

/** The metrics of one server. */
export class Metrics implements PrometheusMetrics {
  readonly contentType: string;
  /** Counts what happens in the gateway. */
  readonly observer: PartialObserver;
  /** Counts what happens in the broker. */
  readonly onBrokerEvent: (event: BrokerEvent) => void;
  readonly #registry = new Registry();
  readonly #process: ProcessMetrics;
  readonly #commits: Histogram;
  readonly #drops: SeriesCounter<readonly ['reason']>;
  #readRooms: () => void = () => {};

  constructor({ version, startedAt }: MetricsParts) {
    const registers = [this.#registry];
    this.contentType = this.#registry.contentType;
    const info = { name: 'ocpp_broker_info', help: 'Which version this is.', labelNames: ['version'], registers };
    new Gauge(info).set({ version }, 1);
    this.observer = gatewayMetrics(this.#registry);
    this.onBrokerEvent = brokerMetrics(this.#registry);
    this.#process = processMetrics(this.#registry, startedAt);
    this.#commits = new Histogram({
      name: 'ocpp_broker_store_commit_duration_seconds',
      help: 'How long the commits of MQTT sessions and messages took.',
      buckets: commitBucketsS,
      registers,
    });
    this.#drops = new SeriesCounter({
      registry: this.#registry,
      name: 'ocpp_broker_mqtt_stored_messages_dropped_total',
      help: 'Messages that were kept, and are not any more.',
      labelNames: ['reason'],
    });
  }

  /** From now on these are asked whenever the metrics are read. To be called once. */
  measure(rooms: MeasuredRooms): void {
    this.#readRooms = roomMetrics(this.#registry, rooms);
  }

  /** A turn of the event loop was committed. */
  committed(durationMs: number): void {
    this.#commits.observe(durationMs / 1_000);
  }

  /** The store of messages has let one go. */
  dropped(reason: string): void {
    this.#drops.add([reason]);
  }

  async text(): Promise<string> {
    this.#readRooms();
    this.#process.refresh();
    return this.#registry.metrics();
  }

  /** Looks at nothing any more. */
  close(): void {
    this.#process.close();
  }
}

/** The metrics for Prometheus, see ports.ts; a registry of prom-client fits behind it. */
export interface PrometheusMetrics {
  /** Such as `text/plain; version=0.0.4; charset=utf-8`. */
  readonly contentType: string;
  /** The text exposition; it names no client. */
  text(): Promise<string>;
}

import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { Counter, Gauge, type Registry } from 'prom-client';
import { openFiles } from './open-files.ts';

/** The process and its event loop, as they are when they are read. */
export interface ProcessMetrics {
  /** Reads them into the registry. */
  refresh(): void;
  /** Looks at the event loop no more. */
  close(): void;
}

const nanosecondsPerSecond = 1e9;
const quantiles = [50, 90, 99] as const;

/** Registers them. */
export function processMetrics(registry: Registry, startedAt: number): ProcessMetrics {
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: readonly Label[]) =>
    new Gauge<Label>({ name: `ocpp_broker_${name}`, help, labelNames, registers });

  gauge('process_start_time_seconds', 'When the process started, in seconds since 1970.').set(startedAt / 1_000);
  const cpu = new Counter({
    name: 'ocpp_broker_process_cpu_seconds_total',
    help: 'Time on the processors.',
    labelNames: ['mode'],
    registers,
  });
  const memory = gauge('process_memory_bytes', 'Memory of the process.', 'kind');
  const resources = gauge('process_active_resources', 'What keeps the event loop going: sockets, timers and such.');
  const files = openFiles() === undefined ? undefined : gauge('process_open_files', 'Open files and sockets.', 'kind');
  const delay = gauge(
    'event_loop_delay_seconds',
    'By how much the event loop was late since it was last read.',
    'quantile',
  );
  const utilization = gauge(
    'event_loop_utilization_ratio',
    'The part of the time that it was busy since it was last read.',
  );

  // Late by less than its own resolution is not late.
  const resolutionMs = 10;
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  const lateS = (nanoseconds: number) =>
    Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / nanosecondsPerSecond - resolutionMs / 1_000) : 0;
  let before = performance.eventLoopUtilization();
  return {
    refresh: () => {
      const { user, system } = process.cpuUsage();
      cpu.reset();
      cpu.inc({ mode: 'user' }, user / 1e6);
      cpu.inc({ mode: 'system' }, system / 1e6);
      const { rss, heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage();
      memory.set({ kind: 'resident' }, rss);
      memory.set({ kind: 'heap_used' }, heapUsed);
      memory.set({ kind: 'heap_total' }, heapTotal);
      memory.set({ kind: 'heap_limit' }, getHeapStatistics().heap_size_limit);
      memory.set({ kind: 'external' }, external);
      memory.set({ kind: 'array_buffers' }, arrayBuffers);
      resources.set(process.getActiveResourcesInfo().length);
      for (const [kind, count] of Object.entries(openFiles() ?? {})) files?.set({ kind }, count);
      for (const quantile of quantiles) {
        delay.set(
          { quantile: String(quantile / 100) },
          histogram.count === 0 ? 0 : lateS(histogram.percentile(quantile)),
        );
      }
      delay.set({ quantile: '1' }, histogram.count === 0 ? 0 : lateS(histogram.max));
      histogram.reset();
      const now = performance.eventLoopUtilization();
      utilization.set(performance.eventLoopUtilization(now, before).utilization);
      before = now;
    },
    close: () => histogram.disable(),
  };
}

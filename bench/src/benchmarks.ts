import type { Benchmark } from './benchmark.ts';
import { command } from './command.ts';
import { crowd } from './crowd.ts';
import { durable } from './durable.ts';
import { flood } from './flood.ts';
import { growth } from './growth.ts';
import { roundTrip } from './round-trip.ts';
import { slowClient } from './slow-client.ts';
import { startUp } from './start-up.ts';
import { validation } from './validation.ts';

/** Every benchmark, in the order in which they run. */
export const benchmarks: readonly Benchmark[] = [
  roundTrip,
  growth,
  command,
  flood,
  crowd,
  durable,
  startUp,
  validation,
  slowClient,
];

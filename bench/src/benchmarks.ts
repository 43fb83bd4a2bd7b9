import type { Benchmark } from './benchmark.ts';
import { connect } from './connect.ts';
import { roundTrip } from './round-trip.ts';
import { slowClient } from './slow-client.ts';

/** Every benchmark, in the order in which they run. */
export const benchmarks: readonly Benchmark[] = [roundTrip, connect, slowClient];

// The load generator: takes one job from the process that started it, does it, hands the result back, and ends.

import { loadCommand } from './load-command.ts';
import { loadCrowd } from './load-crowd.ts';
import { loadDurable } from './load-durable.ts';
import { loadFlood } from './load-flood.ts';
import type { LoadJob, LoadResult } from './load-job.ts';
import { loadRoundTrip } from './load-round-trip.ts';
import { loadSlowClient } from './load-slow-client.ts';

function run(job: LoadJob): Promise<LoadResult> {
  switch (job.kind) {
    case 'round-trip':
      return loadRoundTrip(job);
    case 'command':
      return loadCommand(job);
    case 'flood':
      return loadFlood(job);
    case 'crowd':
      return loadCrowd(job);
    case 'durable':
      return loadDurable(job);
    case 'slow-client':
      return loadSlowClient(job);
  }
}

// Without the other side there is nobody to tell.
process.once('disconnect', () => process.exit(1));
process.once('message', (job) => {
  run(job as LoadJob)
    .then(
      (result) => ({ result }),
      (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
    )
    .then((answer) => process.send?.(answer, () => process.exit(0)));
});

// `node resting-main.js <file>`: charge points that connect, answer pings, and do nothing else until the process is ended.

import { readFileSync } from 'node:fs';
import { openChargePointLinks } from './charge-point-link.ts';
import type { RestingCrowd } from './resting-crowd.ts';

const { url, chargePoints } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as RestingCrowd;

await openChargePointLinks(
  chargePoints.map((account) => ({
    ...{ url, account, onText: () => {} },
    // Whoever started this sees that a process ended which should not have.
    onFailed: (error) => {
      process.stderr.write(`${error.message}\n`);
      process.exit(1);
    },
  })),
);
process.stdout.write('resting\n');
process.once('SIGTERM', () => process.exit(0));

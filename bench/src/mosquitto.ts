// Debian's mosquitto as a process of a candidate: on a port of its own, with nothing to remember and nothing to write down.

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { StartOptions } from './candidate.ts';
import { pinned } from './pinning.ts';
import { ProcessFailed, type StartedProcess, startProcess } from './started-process.ts';

const paths = [
  '/usr/sbin/mosquitto',
  '/usr/local/sbin/mosquitto',
  '/usr/bin/mosquitto',
  '/opt/homebrew/sbin/mosquitto',
];
const readyTimeMaxMs = 10_000;

/** A port that was free a moment ago may be taken now; one of so many is not. */
const startsMax = 3;

/** Where mosquitto is installed; undefined when it is not. */
export function findMosquitto(): string | undefined {
  return paths.find((path) => existsSync(path));
}

/** Why a candidate that needs mosquitto cannot be started here; undefined when it can. */
export function mosquittoMissing(): string | undefined {
  return findMosquitto() === undefined ? 'mosquitto is not installed (Debian: mosquitto)' : undefined;
}

/** A mosquitto that takes clients at `ready`, a port of this machine. */
export type RunningMosquitto = StartedProcess<number>;

/** Starts it with a configuration in `folder`; rejects with ProcessFailed when there is none, or none that starts. */
export async function startMosquitto(
  folder: string,
  { pinning, signal }: Pick<StartOptions, 'pinning' | 'signal'>,
): Promise<RunningMosquitto> {
  const command = findMosquitto();
  if (command === undefined) throw new ProcessFailed('mosquitto is not installed');
  const file = join(folder, 'mosquitto.conf');
  for (let start = 1; ; start += 1) {
    const port = await freePort();
    await writeFile(file, configuration(port));
    try {
      return await startProcess({
        ...pinned({ command, args: ['-c', file] }, pinning, 'server'),
        environment: {},
        readyFrom: (line) => (/ running$/.test(line) ? port : undefined),
        readyTimeMaxMs,
        signal,
      });
    } catch (error) {
      if (start === startsMax || !/Address already in use/.test((error as Error).message)) throw error;
    }
  }
}

/** As fast as it can be: nobody logs in, nothing is stored, and what is not read yet is neither held back nor dropped. */
function configuration(port: number): string {
  return [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence false',
    // Without it each QoS 1 round trip waits 40 ms for a delayed ACK.
    'set_tcp_nodelay true',
    'max_inflight_messages 0',
    'max_queued_messages 0',
    'sys_interval 0',
    // All that it says is that it runs; on standard output it would keep that to itself until it ends.
    'log_dest stderr',
    'log_type information',
    'log_type error',
    'connection_messages false',
    // It would leave root, and with that the tie to the process that started it.
    `user ${userInfo().username}`,
    '',
  ].join('\n');
}

async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  });
  return promise;
}

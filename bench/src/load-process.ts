// The load generator runs in a process of its own, on a CPU of its own, so that the server is all that is measured.

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadJob, LoadResult } from './load-job.ts';
import { type Pinning, pinned } from './pinning.ts';

const loadFile = fileURLToPath(new URL('./load-main.js', import.meta.url));

/** What a load generator may take on top of its job's own limit, which it keeps itself. */
const graceMs = 30_000;

type Answer = { readonly result?: LoadResult; readonly error?: string };

/** Does a job in a new process; rejects when it fails, ends without a result, or takes too long. */
export async function runLoad<Kind extends LoadJob['kind']>(
  job: Extract<LoadJob, { kind: Kind }>,
  { pinning, signal }: { readonly pinning: Pinning | undefined; readonly signal: AbortSignal },
): Promise<Extract<LoadResult, { kind: Kind }>> {
  signal.throwIfAborted();
  const { command, args } = pinned({ command: process.execPath, args: [] }, pinning, 'load');
  const child = fork(loadFile, [], { execPath: command, execArgv: [...args], env: {}, signal, killSignal: 'SIGKILL' });
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const closed = Promise.withResolvers<void>();
  const timer = setTimeout(() => child.kill('SIGKILL'), job.timeMaxMs + graceMs);
  child.once('message', (answer) => resolve(answer as Answer));
  child.once('error', reject);
  child.once('close', (code, ended) => {
    reject(new Error(`the load generator ended with ${code ?? ended} and no result`));
    closed.resolve();
  });
  child.send(job);
  try {
    const { result, error } = await promise;
    if (result?.kind !== job.kind) throw new Error(error ?? 'the load generator did something else');
    return result as Extract<LoadResult, { kind: Kind }>;
  } finally {
    clearTimeout(timer);
    await closed.promise;
  }
}

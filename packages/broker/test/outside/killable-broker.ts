import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Address } from './transport.ts';

/** A broker that runs in a child process. */
export type KillableBroker = {
  readonly tcp: Address;
  readonly ws: Address;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Resolves when the process is gone, by whatever hand. */
  readonly gone: Promise<unknown>;
};

/**
 * Starts a broker over a database file; rejects when its process ends before it listens, as with a broken database.
 * With `diesAfter` it kills itself about that write to its store.
 */
export async function startKillable(path: string, diesAfter?: number): Promise<KillableBroker> {
  const child = fork(new URL('broker-process.js', import.meta.url), [path, `${diesAfter ?? 'never'}`], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const exited = once(child, 'exit');
  try {
    const { tcp, ws } = await addressesOf(child);
    return {
      tcp,
      ws,
      gone: exited,
      kill: async () => {
        child.kill('SIGKILL');
        await exited;
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

function addressesOf(child: ChildProcess): Promise<{ readonly tcp: Address; readonly ws: Address }> {
  return new Promise((resolve, reject) => {
    let complaint = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = `${complaint}${text}`.slice(-2000);
    });
    child.once('message', (message) => resolve(message as { tcp: Address; ws: Address }));
    child.once('exit', (code, signal) => reject(new Error(`the broker ended with ${code ?? signal}: ${complaint}`)));
    child.once('error', reject);
  });
}

// One server or load generator as a process of its own: started, waited for, ended by its own id, whatever happens.

import { type ChildProcess, spawn } from 'node:child_process';
import { mortal } from './mortal.ts';
import type { CommandLine } from './pinning.ts';

/** What is kept of a process's output, to be shown when it fails. */
const outputLengthMax = 4_000;

/** How long a process may take to end after SIGTERM before it is killed; the server allows itself 4.5 s. */
const endTimeMaxMsUsual = 8_000;

/** How to start a process, and how to tell that it is ready. */
export type ProcessOptions<Ready> = CommandLine & {
  /** The whole environment: nothing is handed down, so that no variable of the caller changes what is measured. */
  readonly environment: Readonly<Record<string, string>>;
  /** Called with each line of standard output and of standard error until it returns something. */
  readonly readyFrom: (line: string) => Ready | undefined;
  readonly readyTimeMaxMs: number;
  /** Default 8,000. */
  readonly endTimeMaxMs?: number;
  /** Ends the process when the whole run is broken off. */
  readonly signal: AbortSignal;
};

/** A process that is ready. */
export type StartedProcess<Ready> = {
  readonly pid: number;
  readonly ready: Ready;
  /** Asks it to end, resolves when it has; rejects when it ended badly or by itself before, or had to be killed. */
  end(): Promise<void>;
};

/** A process of a run failed: it ended early, was not ready in time, or did not end. The message holds the end of its output. */
export class ProcessFailed extends Error {
  override readonly name = 'ProcessFailed';
}

/** Starts a process and resolves when it is ready; rejects with ProcessFailed, and leaves nothing running. */
export async function startProcess<Ready>(options: ProcessOptions<Ready>): Promise<StartedProcess<Ready>> {
  const { environment, signal } = options;
  signal.throwIfAborted();
  const { command, args } = mortal(options);
  const child = spawn(command, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'], signal });
  const watch = watchProcess(child);
  try {
    const ready = await readyOf(child, watch, options);
    if (child.pid === undefined) throw new ProcessFailed(`${command} has no process id`);
    return { pid: child.pid, ready, end: () => endOf(child, watch, options) };
  } catch (error) {
    await kill(child, watch);
    throw error;
  }
}

type Watch = {
  /** Resolves, with what is known of it, when the process is gone. */
  readonly gone: Promise<string>;
  isGone: boolean;
  output: string;
  onLine: ((line: string) => void) | undefined;
};

function watchProcess(child: ChildProcess): Watch {
  const { promise: gone, resolve } = Promise.withResolvers<string>();
  const watch: Watch = { gone, isGone: false, output: '', onLine: undefined };
  const over = (how: string) => {
    watch.isGone = true;
    resolve(how);
  };
  child.once('error', (error) => {
    if (child.pid === undefined) over(`could not be started: ${error.message}`);
  });
  child.once('close', (code, signal) => over(signal === null ? `ended with ${code}` : `was ended by ${signal}`));
  for (const stream of [child.stdout, child.stderr]) {
    let unfinished = '';
    stream?.setEncoding('utf8').on('data', (text: string) => {
      watch.output = `${watch.output}${text}`.slice(-outputLengthMax);
      if (watch.onLine === undefined) return;
      const lines = `${unfinished}${text}`.split('\n');
      unfinished = (lines.pop() ?? '').slice(-outputLengthMax);
      for (const line of lines) watch.onLine?.(line);
    });
  }
  return watch;
}

async function readyOf<Ready>(
  child: ChildProcess,
  watch: Watch,
  { command, args, readyFrom, readyTimeMaxMs }: ProcessOptions<Ready>,
): Promise<Ready> {
  const { promise, resolve, reject } = Promise.withResolvers<Ready>();
  const fail = (what: string) =>
    reject(new ProcessFailed(`${[command, ...args].join(' ')} ${what}\n${watch.output}`.trimEnd()));
  const timer = setTimeout(() => fail(`was not ready in ${readyTimeMaxMs} ms`), readyTimeMaxMs);
  watch.gone.then((how) => fail(`${how} before it was ready`));
  watch.onLine = (line) => {
    const ready = readyFrom(line);
    if (ready !== undefined) resolve(ready);
  };
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    watch.onLine = undefined;
    child.stdout?.resume();
  }
}

async function endOf(
  child: ChildProcess,
  watch: Watch,
  { signal, endTimeMaxMs = endTimeMaxMsUsual }: ProcessOptions<unknown>,
): Promise<void> {
  const told = (what: string) => new ProcessFailed(`a server ${what}\n${watch.output}`.trimEnd());
  // False: it is gone already, even if nobody has told us yet.
  const isAsked = !watch.isGone && child.kill('SIGTERM');
  if (!(await goneWithin(watch, endTimeMaxMs))) {
    await kill(child, watch);
    throw told(`did not end in ${endTimeMaxMs} ms`);
  }
  if (signal.aborted) return;
  const how = await watch.gone;
  if (!isAsked || (how !== ended.well && how !== ended.bySignal)) throw told(`${how} during the run`);
}

/** How a process ends that was asked to, with and without a handler of its own. */
const ended = { well: 'ended with 0', bySignal: 'was ended by SIGTERM' };

async function kill(child: ChildProcess, watch: Watch): Promise<void> {
  if (!watch.isGone) child.kill('SIGKILL');
  await watch.gone;
}

async function goneWithin({ gone }: Watch, timeMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), timeMs);
  gone.then(() => resolve(true));
  const isGone = await promise;
  clearTimeout(timer);
  return isGone;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Command } from '../command.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { Problem } from '../problem.ts';
import { apiKeyVariable, urlVariable } from '../server.ts';
import type { Surroundings } from '../surroundings.ts';

/** `ocpp-broker start`. */
export const startCommand: Command = {
  name: 'start',
  summary: 'Run the server until it is stopped',
  options: {
    config: { value: '<file>', about: 'settings in YAML (ocpp-broker.yaml, when there is one; or OCPP_BROKER_CONFIG)' },
    'ignore-stored': { about: 'leave out what was changed over the API (it stays stored)' },
  },
  notes: ['The exit code is that of the server.'],
  run: async (given, surroundings) => {
    const config = given.text('config');
    return runServer(
      [
        ...(config === undefined ? [] : ['--config', config]),
        ...(given.has('ignore-stored') ? ['--ignore-stored'] : []),
      ],
      surroundings,
    );
  },
};

/** As `npm start` does: docs/performance.md says why. */
const serverArguments = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=24'];

/** One Ctrl-C can come twice, from the terminal and from a parent; the server takes a second signal for impatience. */
const SAME_SIGNAL_MS = 300;

/** Runs the server until it ends, and hands signals on to it; its exit code. Throws a Problem when it was not built. */
export async function runServer(
  words: readonly string[],
  { environment, serverFile }: Pick<Surroundings, 'environment' | 'serverFile'>,
  now: () => number = Date.now,
): Promise<ExitCode> {
  if (!existsSync(serverFile)) throw new Problem('NOT_BUILT', `the server is not built: there is no ${serverFile}`);
  // These are ours; the server would take them for settings, and need not know a secret of its own API.
  const { [urlVariable]: _url, [apiKeyVariable]: _key, ...others } = environment;
  const child = spawn(process.execPath, [...serverArguments, serverFile, ...words], {
    env: others,
    stdio: 'inherit',
    // A process group of its own: the terminal's Ctrl-C reaches it through us, once.
    detached: process.platform !== 'win32',
  });
  let forwardedAt = Number.NEGATIVE_INFINITY;
  const forward = (signal: NodeJS.Signals): void => {
    if (now() - forwardedAt < SAME_SIGNAL_MS) return;
    forwardedAt = now();
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, forward);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    // Whatever the server says is said on; its codes are fewer than ours.
    return (code ?? exitCode.failed) as ExitCode;
  } finally {
    for (const signal of signals) process.off(signal, forward);
  }
}

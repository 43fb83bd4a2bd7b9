/** What the command's exit code says; scripts build on it, so a number never changes its meaning. */
export const exitCode = {
  ok: 0,
  /** The server said no, or something went wrong. */
  failed: 1,
  /** Wrong usage, or settings that are not valid. */
  usage: 2,
  callError: 3,
  notConnected: 4,
  timedOut: 5,
  invalid: 6,
  queueFull: 7,
  lost: 8,
  /** No answer of the HTTP API. */
  unreachable: 9,
  /** No credentials, wrong ones, or a role that may not. */
  unauthorized: 10,
  notSent: 11,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Each exit code with what it says, as `--help` and docs/cli.md tell it. */
export const exitCodeMeanings: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [exitCode.ok, 'done; of `call`: the charge point answered with a result'],
  [exitCode.failed, 'refused by the server, not found, or something else went wrong'],
  [exitCode.usage, 'wrong usage, or settings that are not valid'],
  [exitCode.callError, '`call`: the charge point answered with an error'],
  [exitCode.notConnected, '`call`: the charge point is not connected'],
  [exitCode.timedOut, '`call`: no answer in time; it may have been carried out'],
  [exitCode.invalid, '`call`: refused by the schema, never sent'],
  [exitCode.queueFull, '`call`: too many CALLs wait for this charge point already'],
  [exitCode.lost, '`call`: the connection ended while the answer was awaited; outcome unknown'],
  [exitCode.unreachable, 'no answer of the HTTP API: not running, another address, or too slow'],
  [exitCode.unauthorized, 'no credentials, wrong ones, or a role that may not do this'],
  [exitCode.notSent, '`call`: the time was up, or the connection ended, before it could be sent; not carried out'],
];

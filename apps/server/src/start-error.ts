/** One reason why the server cannot start: the setting (or file) at fault, and what is wrong with it. */
export type StartProblem = { readonly path: string; readonly message: string };

/** The operator erred: everything that keeps the server from starting, shown without a stack trace. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code = 'cannot_start';
  readonly problems: readonly StartProblem[];

  constructor(problems: readonly StartProblem[]) {
    super(['ocpp-broker cannot start:', ...problems.map(({ path, message }) => `  ${path}: ${message}`)].join('\n'));
    this.problems = problems;
  }
}

/** Takes every step; throws one StartError with the problems of all the steps that threw one. */
export function everyOne<Result>(steps: readonly (() => Result)[]): readonly Result[] {
  const problems: StartProblem[] = [];
  const results = steps.flatMap((step) => {
    try {
      return [step()];
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new StartError(problems);
  return results;
}

/** What the system's error codes mean to an operator. */
export function systemReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons.get(code ?? '') ?? message ?? String(error);
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'the port is in use by another program'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
  ['EAFNOSUPPORT', 'this machine has no such address'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'operation not permitted'],
  ['ENOENT', 'there is no such file or folder'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['EISDIR', 'it is a folder, not a file'],
  ['EEXIST', 'there is a file of that name in the way'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['ENOTFOUND', 'the host name is unknown'],
]);

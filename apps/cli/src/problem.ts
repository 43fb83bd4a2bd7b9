import { type ExitCode, exitCode } from './exit-code.ts';

/** Something that the user is told in one sentence, without a stack trace. `code` is for programs (`--json`). */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: string;
  readonly exitCode: ExitCode;

  constructor(code: string, message: string, exit: ExitCode = exitCode.failed) {
    super(message);
    this.code = code;
    this.exitCode = exit;
  }
}

/** The user called the command in a way that it does not know. */
export class UsageProblem extends Problem {
  constructor(message: string) {
    super('USAGE', message, exitCode.usage);
  }
}

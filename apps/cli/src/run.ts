// One run of the command: the command line in, an exit code out.
import { ApiError } from '@ocpp-broker/api-client';
import { type Asked, readCommandLine } from './command-line.ts';
import { commands } from './commands.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { commandHelp, overview } from './help.ts';
import { Problem } from './problem.ts';
import type { Surroundings } from './surroundings.ts';
import { printable } from './table.ts';

/** Codes of ApiError that mean that no answer came. */
const UNANSWERED = new Set(['UNREACHABLE', 'TIMED_OUT']);

/** Runs what the words after `ocpp-broker` ask for. Rejects only when something is broken. */
export async function run(words: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  try {
    return await carryOut(readCommandLine(words, commands), surroundings);
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    await tell(problem, isJson(words), surroundings);
    return problem.exitCode;
  }
}

async function carryOut(asked: Asked, surroundings: Surroundings): Promise<ExitCode> {
  switch (asked.kind) {
    case 'run':
      return asked.command.run(asked.given, surroundings);
    case 'help':
      await surroundings.output.write(commandHelp(asked.command));
      return exitCode.ok;
    case 'overview':
      await surroundings.output.write(overview(commands, asked.group));
      return exitCode.ok;
    case 'version':
      await surroundings.output.write(`${surroundings.version}\n`);
      return exitCode.ok;
  }
}

type Told = Pick<Problem, 'code' | 'message' | 'exitCode'>;

function problemOf(error: unknown): Told | undefined {
  if (error instanceof Problem) return error;
  if (!(error instanceof ApiError)) return undefined;
  const { code, message, status } = error;
  if (UNANSWERED.has(code)) return { code, message, exitCode: exitCode.unreachable };
  return { code, message, exitCode: status === 401 || status === 403 ? exitCode.unauthorized : exitCode.failed };
}

async function tell({ code, message }: Told, json: boolean, { errors }: Surroundings): Promise<void> {
  await errors.write(json ? `${JSON.stringify({ code, message })}\n` : `ocpp-broker: ${printable(message)}\n`);
}

/** Also where the command line could not be read otherwise. */
function isJson(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? undefined : end).includes('--json');
}

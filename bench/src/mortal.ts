import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { CommandLine } from './pinning.ts';

const setprivPaths = ['/usr/bin/setpriv', '/bin/setpriv'];
const dieWithParent = ['--pdeathsig', 'KILL'];

let found: string | null | undefined;

/**
 * The command that makes a program end with the process that starts it, even if that one is killed and can end nothing itself; the
 * command as it is where the system has no `setpriv` that can do so. `setpriv` is replaced by the program, so the process id is its.
 */
export function mortal(command: CommandLine): CommandLine {
  found ??= setprivPaths.find((path) => existsSync(path) && isAble(path)) ?? null;
  return found === null ? command : { command: found, args: [...dieWithParent, command.command, ...command.args] };
}

function isAble(setpriv: string): boolean {
  return spawnSync(setpriv, [...dieWithParent, process.execPath, '--version'], { stdio: 'ignore' }).status === 0;
}

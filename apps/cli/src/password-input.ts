// Passwords come from standard input, never from the command line, where every user of the machine can read them.
import type { Given } from './given.ts';
import { Problem, UsageProblem } from './problem.ts';
import type { Input, Surroundings } from './surroundings.ts';

/** Longer than any password that the server takes; what is piped in by mistake is not read to its end. In bytes. */
const INPUT_BYTES_MAX = 65_536;

/** The last one is Ctrl-D. */
const ENTER: ReadonlySet<string> = new Set(['\r', '\n', '\u0004']);
const INTERRUPT = '\u0003';
const BACKSPACE: ReadonlySet<string> = new Set(['\u0008', '\u007f']);

/** The password: the first line of standard input with `--password-stdin`, or typed at the terminal (twice when `isNew`). */
export async function readPassword(given: Given, surroundings: Surroundings, isNew: boolean): Promise<string> {
  const { input } = surroundings;
  if (given.has('password-stdin')) return firstLine(input);
  if (input.isTTY !== true || input.setRawMode === undefined) {
    throw new UsageProblem('there is no terminal to type a password at: give --password-stdin');
  }
  const password = await typed(surroundings, 'Password: ');
  if (password === '') throw new UsageProblem('the password is empty');
  if (isNew && (await typed(surroundings, 'Again: ')) !== password)
    throw new UsageProblem('the passwords are different');
  return password;
}

async function firstLine(input: Input): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes > INPUT_BYTES_MAX) throw new UsageProblem('standard input holds more than a password');
  }
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split(/\r?\n/, 1);
  if (line === '') throw new UsageProblem('the password on standard input is empty');
  return line;
}

/** Shows nothing of what is typed, not even how much. */
async function typed({ input, errors }: Surroundings, question: string): Promise<string> {
  await errors.write(question);
  input.setRawMode?.(true);
  try {
    return await untilEnter(input);
  } finally {
    input.setRawMode?.(false);
    input.pause();
    await errors.write('\n');
  }
}

function untilEnter(input: Input): Promise<string> {
  return new Promise((resolve, reject) => {
    let letters: string[] = [];
    const end = (settle: () => void): void => {
      input.off('data', take);
      input.off('end', gone);
      settle();
    };
    const gone = (): void => end(() => reject(new Problem('INTERRUPTED', 'no password was typed')));
    const take = (chunk: Buffer): void => {
      for (const letter of chunk.toString('utf8')) {
        if (letter === INTERRUPT) {
          gone();
          return;
        }
        if (ENTER.has(letter)) {
          end(() => resolve(letters.join('')));
          return;
        }
        if (BACKSPACE.has(letter)) letters = letters.slice(0, -1);
        else if (letters.length < INPUT_BYTES_MAX) letters.push(letter);
      }
    };
    input.on('data', take);
    input.once('end', gone);
    input.resume();
  });
}

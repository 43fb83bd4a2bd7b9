// The command line → a command and what it was given. Every unknown word is an error that names what is near it.
import { parseArgs } from 'node:util';
import { type Argument, type Command, type Option, optionsOf } from './command.ts';
import { Given } from './given.ts';
import { nearName } from './near-name.ts';
import { UsageProblem } from './problem.ts';

/** What the command line asks for; `help` of one command, of a group of commands (`users`), or of all. */
export type Asked =
  | { readonly kind: 'run'; readonly command: Command; readonly given: Given }
  | { readonly kind: 'help'; readonly command: Command }
  | { readonly kind: 'overview'; readonly group: string | undefined }
  | { readonly kind: 'version' };

/** Reads the command line. Throws UsageProblem. */
export function readCommandLine(words: readonly string[], commands: readonly Command[]): Asked {
  const [first, second] = words;
  if (first === undefined || first === '--help' || first === '-h') return { kind: 'overview', group: undefined };
  if (first === '--version') return { kind: 'version' };
  if (first === 'help') return help(words.slice(1), commands);
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  const command =
    commands.find(({ name }) => name === first) ?? group.find(({ name }) => name === `${first} ${second}`);
  if (command !== undefined) return readOptions(words.slice(command.name.split(' ').length), command);
  if (group.length === 0)
    throw unknownCommand(first, [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? ''))]);
  if (second === undefined || second === '--help' || second === '-h') return { kind: 'overview', group: first };
  throw unknownCommand(
    `${first} ${second}`,
    group.map(({ name }) => name),
  );
}

function help(words: readonly string[], commands: readonly Command[]): Asked {
  const name = words.join(' ');
  const command = commands.find((one) => one.name === name);
  if (command !== undefined) return { kind: 'help', command };
  if (name === '') return { kind: 'overview', group: undefined };
  if (commands.some((one) => one.name.startsWith(`${name} `))) return { kind: 'overview', group: name };
  throw unknownCommand(
    name,
    commands.map((one) => one.name),
  );
}

function readOptions(words: readonly string[], command: Command): Asked {
  const options = optionsOf(command);
  const { tokens } = parseArgs({
    args: [...words],
    options: {
      ...Object.fromEntries(
        Object.entries(options).map(([name, { value }]) => [
          name,
          { type: value === undefined ? 'boolean' : 'string' } as const,
        ]),
      ),
      h: { type: 'boolean' },
    },
    // What is wrong is said below, in words that name what was meant.
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const found = new Map<string, string[]>();
  const given: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') given.push(token.value);
    if (token.kind !== 'option') continue;
    if (token.rawName === '-h' || token.name === 'help') return { kind: 'help', command };
    const values = found.get(token.name) ?? [];
    values.push(...optionValue(token, options, command));
    found.set(token.name, values);
  }
  checkArguments(given, command);
  return { kind: 'run', command, given: new Given(given, found) };
}

type OptionToken = {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
};

function optionValue(
  { name, rawName, value, inlineValue }: OptionToken,
  options: Readonly<Record<string, Option>>,
  command: Command,
): readonly string[] {
  const option = Object.hasOwn(options, name) && rawName.startsWith('--') ? options[name] : undefined;
  if (option === undefined) {
    const meant = nearName(name, Object.keys(options));
    throw new UsageProblem(
      `unknown option ${rawName}${meant === undefined ? `; ocpp-broker ${command.name} --help lists them` : `, did you mean --${meant}?`}`,
    );
  }
  if (option.value === undefined) {
    if (value !== undefined) throw new UsageProblem(`--${name} takes no value`);
    return [];
  }
  // `--url --json`: the value was forgotten. One that begins so is written `--url=--json`.
  if (value === undefined || (value.startsWith('--') && inlineValue !== true)) {
    throw new UsageProblem(`--${name} needs a value: --${name} ${option.value}`);
  }
  checkChoice(`--${name}`, value, option.choices);
  return [value];
}

function checkArguments(given: readonly string[], command: Command): void {
  const known = command.arguments ?? [];
  const missing = known.find(({ isOptional }, index) => isOptional !== true && given[index] === undefined);
  if (missing !== undefined) {
    throw new UsageProblem(
      `<${missing.name}> is missing: ocpp-broker ${command.name} ${known.map(argumentText).join(' ')}`,
    );
  }
  const tooMany = given[known.length];
  if (tooMany !== undefined) throw new UsageProblem(`ocpp-broker ${command.name} has no use for “${tooMany}”`);
  for (const [index, { name, choices }] of known.entries()) checkChoice(`<${name}>`, given[index], choices);
}

function checkChoice(what: string, value: string | undefined, choices: readonly string[] | undefined): void {
  if (value === undefined || choices === undefined || choices.includes(value)) return;
  const meant = nearName(value, choices);
  throw new UsageProblem(
    `${what} must be ${choices.join(', ')}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
  );
}

/** `<identity>`, or `[payload]` when it may be left out. */
export function argumentText({ name, isOptional }: Argument): string {
  return isOptional === true ? `[${name}]` : `<${name}>`;
}

function unknownCommand(name: string, names: readonly string[]): UsageProblem {
  const meant = nearName(name, names);
  return new UsageProblem(
    `unknown command “${name}”${meant === undefined ? '; ocpp-broker --help lists them' : `, did you mean ${meant}?`}`,
  );
}

import { type Command, commonOptions, type Option, optionsOf, remoteOptions } from './command.ts';
import { argumentText } from './command-line.ts';
import { exitCodeMeanings } from './exit-code.ts';

/** What `ocpp-broker --help` prints, or that of one group of commands. */
export function overview(commands: readonly Command[], group?: string): string {
  const shown = commands.filter(({ name }) => group === undefined || name.startsWith(`${group} `));
  const lines = columns(shown.map(({ name, summary }) => [name, summary]));
  if (group !== undefined) return `Usage: ocpp-broker ${group} <command>\n\n${lines}`;
  return [
    'Usage: ocpp-broker <command> [options]\n\n',
    lines,
    '\nocpp-broker <command> --help tells more. All commands take --json.\n',
    '\nExit codes:\n',
    columns(exitCodeMeanings.map(([code, meaning]) => [String(code), meaning])),
  ].join('');
}

/** What `ocpp-broker <command> --help` prints. */
export function commandHelp(command: Command): string {
  const { name, summary, arguments: known = [], notes = [], examples = [] } = command;
  const usage = ['Usage: ocpp-broker', name, ...known.map(argumentText), '[options]'].join(' ');
  const own = Object.entries(optionsOf(command));
  const isShared = (option: string): boolean =>
    Object.hasOwn(commonOptions, option) || Object.hasOwn(remoteOptions, option);
  return [
    `${usage}\n\n${summary}\n`,
    known.length === 0
      ? ''
      : `\n${columns(known.map((one) => [argumentText(one), one.about + choicesText(one.choices)]))}`,
    `\n${columns([...own.filter(([one]) => !isShared(one)), ...own.filter(([one]) => isShared(one))].map(optionLine))}`,
    notes.length === 0 ? '' : `\n${notes.join('\n')}\n`,
    examples.length === 0 ? '' : `\nExamples:\n${examples.map((example) => `  ${example}\n`).join('')}`,
  ].join('');
}

function optionLine([name, { value, about, isList, choices }]: readonly [string, Option]): readonly [string, string] {
  const again = isList === true ? ' (may come several times)' : '';
  return [value === undefined ? `--${name}` : `--${name} ${value}`, `${about}${choicesText(choices)}${again}`];
}

function choicesText(choices: readonly string[] | undefined): string {
  return choices === undefined ? '' : `: ${choices.join(', ')}`;
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('');
}

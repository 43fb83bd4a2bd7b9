// docs/cli.md out of the table of commands, so that what it says of them is what they do.
import { type Command, commonOptions, type Option, remoteOptions } from './command.ts';
import { argumentText } from './command-line.ts';
import { exitCodeMeanings } from './exit-code.ts';

const INTRODUCTION = `# The command line

\`ocpp-broker\` starts the server, and asks a running one things over its HTTP API: \`ocpp-broker <command> [options]\`. In this repository it is
\`npm run -s cli -- <command> [options]\`, which builds first when something changed and looks for files in the folder of the repository, or
\`node apps/cli/dist/src/main.js\` after a build. This page is made from the commands themselves (\`node apps/cli/dist/src/docs-main.js\`);
\`ocpp-broker <command> --help\` says the same.

## Which server, and as whom

An option comes before the environment, that before the login, and that before the default.

| what | option | environment | otherwise |
|---|---|---|---|
| the server | \`--url\` | \`OCPP_BROKER_URL\` | that of the login; \`http://127.0.0.1:18083\` |
| an API key | \`--key key:secret\` | \`OCPP_BROKER_API_KEY=key:secret\` | that of the login |
| a token | \`--token\` | | that of the login |

What stands on the command line is in the list of processes, where every user of the machine can read it: prefer the environment or a login.
\`ocpp-broker login\` keeps the server with a token or key in \`~/.config/ocpp-broker/cli.json\` (below \`XDG_CONFIG_HOME\` when that is set), which
nobody else may read; a file that others may read is refused. Its credentials go to the server that they are for, and to no other that
\`--url\` names. Passwords are typed at the terminal, or come from standard input with \`--password-stdin\`; no option takes one. Nothing secret
is ever printed.

## What it prints

Results go to standard output, everything else to standard error. With \`--json\` a result is one line of JSON whose shape stays (fields may be
added), and a failure is \`{"code", "message"}\` on standard error, with the codes of the API. Text for people may change. Control characters in
what clients and charge points call themselves are shown as \`\\u{1b}\`.

## Exit codes

`;

/** The whole page. */
export function manual(commands: readonly Command[]): string {
  return [
    INTRODUCTION,
    rows(
      ['code', 'meaning'],
      exitCodeMeanings.map(([code, meaning]) => [String(code), meaning]),
    ),
    '\n## Options of all commands\n\n',
    optionRows(commonOptions),
    '\nOf those that ask a server:\n\n',
    optionRows(remoteOptions),
    '\n## Commands\n',
    ...commands.map(section),
  ].join('');
}

function section({
  name,
  summary,
  arguments: known = [],
  options = {},
  isRemote,
  notes = [],
  examples = [],
}: Command): string {
  const more = isRemote === true ? ' It asks a server.' : '';
  return [
    `\n### \`${['ocpp-broker', name, ...known.map(argumentText)].join(' ')}\`\n\n${summary}.${more}\n`,
    known.length === 0
      ? ''
      : `\n${rows(
          ['argument', ''],
          known.map((one) => [code(one.name), one.about + choices(one.choices)]),
        )}`,
    Object.keys(options).length === 0 ? '' : `\n${optionRows(options)}`,
    notes.length === 0 ? '' : `\n${notes.join('\n').replaceAll('<', '\\<')}\n`,
    examples.length === 0 ? '' : `\n\`\`\`sh\n${examples.map((example) => `${example}\n`).join('')}\`\`\`\n`,
  ].join('');
}

function optionRows(options: Readonly<Record<string, Option>>): string {
  return rows(
    ['option', ''],
    Object.entries(options).map(([name, { value, about, isList, choices: only }]) => [
      code(value === undefined ? `--${name}` : `--${name} ${value}`),
      `${about}${choices(only)}${isList === true ? ' (may come several times)' : ''}`,
    ]),
  );
}

function rows(titles: readonly string[], cells: readonly (readonly string[])[]): string {
  const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |\n`;
  return [line(titles), `|${titles.map(() => '---|').join('')}\n`, ...cells.map(line)].join('');
}

function choices(only: readonly string[] | undefined): string {
  return only === undefined ? '' : `: ${only.map(code).join(', ')}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

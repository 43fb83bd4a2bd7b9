import { type Command, optionsOf } from '../command.ts';
import { exitCode } from '../exit-code.ts';

/** `ocpp-broker completion`, of the commands that `commands` gives when it runs: it is one of them itself. */
export function completionCommand(commands: () => readonly Command[]): Command {
  return {
    name: 'completion',
    summary: 'Print a script that completes commands and options in a shell',
    arguments: [{ name: 'shell', about: 'which one', choices: ['bash', 'zsh'] }],
    examples: ['source <(ocpp-broker completion bash)'],
    run: async (given, { output }) => {
      const script = bashScript(commands());
      await output.write(
        given.argument(0) === 'zsh' ? `autoload -U +X bashcompinit && bashcompinit\n${script}` : script,
      );
      return exitCode.ok;
    },
  };
}

/** A list of words for each place: nothing is asked of the server. */
function bashScript(commands: readonly Command[]): string {
  const firsts = [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? ''))];
  const groups = firsts.flatMap((first) => {
    const seconds = commands.flatMap(({ name }) =>
      name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : [],
    );
    return seconds.length === 0 ? [] : [`    '${first}') words='${seconds.join(' ')}' ;;\n`];
  });
  const options = commands.map(
    (command) =>
      `    '${command.name} '*) words='${Object.keys(optionsOf(command))
        .map((name) => `--${name}`)
        .join(' ')}' ;;\n`,
  );
  return [
    '_ocpp_broker() {\n',
    '  local current="${COMP_WORDS[COMP_CWORD]}" words=""\n',
    '  if [ "$COMP_CWORD" -eq 1 ]; then words=',
    `'${firsts.join(' ')} help --help --version'\n`,
    '  elif [ "${current:0:1}" = "-" ]; then case "${COMP_WORDS[1]} ${COMP_WORDS[2]} " in\n',
    ...options,
    '  esac\n',
    '  elif [ "$COMP_CWORD" -eq 2 ]; then case "${COMP_WORDS[1]}" in\n',
    ...groups,
    '  esac; fi\n',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))\n',
    '}\n',
    'complete -o default -F _ocpp_broker ocpp-broker\n',
  ].join('');
}

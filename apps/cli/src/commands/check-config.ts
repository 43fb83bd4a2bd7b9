import type { SettingsProblem } from '@ocpp-broker/config';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import type { Surroundings } from '../surroundings.ts';
import { printable } from '../table.ts';

/** `ocpp-broker check-config`. */
export const checkConfigCommand: Command = {
  name: 'check-config',
  summary: 'Check the settings of file and environment, all problems at once',
  arguments: [
    {
      name: 'file',
      about: 'settings in YAML (ocpp-broker.yaml, when there is one; or OCPP_BROKER_CONFIG)',
      isOptional: true,
    },
  ],
  notes: [
    'The environment counts as it does at a start, and so does its precedence over the file. Files that settings name (certificates,',
    'users), ports in use, and what was changed over the API are looked at by the server when it starts.',
    'With --json: {"valid", "file", "problems": [{"path", "message", "source"}]}.',
  ],
  run: async (given, surroundings) => {
    const [{ parseSettings, SettingsError }, { findSettings }] = await Promise.all([
      import('@ocpp-broker/config'),
      import('../settings-file.ts'),
    ]);
    const { file, layers } = findSettings(given.arguments[0], surroundings.environment);
    let problems: readonly SettingsProblem[] = [];
    try {
      parseSettings(layers);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      problems = error.problems;
    }
    const valid = problems.length === 0;
    if (given.has('json'))
      await surroundings.output.write(`${JSON.stringify({ valid, file: file ?? null, problems })}\n`);
    else if (valid)
      await surroundings.output.write(`${file ?? 'no settings file, and the environment'}: the settings are valid\n`);
    else await tell(problems, surroundings);
    return valid ? exitCode.ok : exitCode.usage;
  },
};

async function tell(problems: readonly SettingsProblem[], { errors }: Surroundings): Promise<void> {
  for (const { path, message, source } of problems) {
    await errors.write(`${printable(`${source}: ${path === '' ? '' : `${path}: `}${message}`)}\n`);
  }
}

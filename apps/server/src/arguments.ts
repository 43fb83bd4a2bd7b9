import { parseArgs } from 'node:util';

/** What the command line asks for. */
export type Arguments =
  | { readonly kind: 'start'; readonly settingsFile: string | undefined; readonly isStoredIgnored: boolean }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'wrong'; readonly problem: string };

/** What `--help` prints. */
export const usage = `Usage: npm start -- [options]

  --config <file>   settings in YAML (default: ocpp-broker.yaml, when there is one; or OCPP_BROKER_CONFIG)
  --ignore-stored   start without the settings that were changed over the API (they stay stored)
  --version         print the version and end
  --help            print this and end

Every setting can also come from the environment: OCPP_BROKER_MQTT__ALLOW_ANONYMOUS=true is mqtt.allow_anonymous.
docs/settings.md lists them all.
`;

/** Reads the command line. */
export function readArguments(args: readonly string[], settingsFileOfEnvironment: string | undefined): Arguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: { type: 'string' },
        'ignore-stored': { type: 'boolean', default: false },
        version: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
      strict: true,
      allowPositionals: false,
    });
    if (values.help) return { kind: 'help' };
    if (values.version) return { kind: 'version' };
    // An empty variable is what docker compose hands on when nobody set it.
    const settingsFile = values.config ?? (settingsFileOfEnvironment || undefined);
    return { kind: 'start', settingsFile, isStoredIgnored: values['ignore-stored'] };
  } catch (error) {
    return { kind: 'wrong', problem: (error as Error).message };
  }
}

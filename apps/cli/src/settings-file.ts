// The settings as the server would read them: file below environment. What is stored over the API is not looked at.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { type SettingsLayer, type SettingsProblem, settingsFromEnvironment } from '@ocpp-broker/config';
import { parseDocument } from 'yaml';
import { apiKeyVariable, urlVariable } from './server.ts';

/** Read when no other file is named, if it is there. */
const DEFAULT_FILE = 'ocpp-broker.yaml';
/** Variables of the server's prefix that are no settings. */
const OTHER_VARIABLES = ['OCPP_BROKER_ADMIN_PASSWORD', 'OCPP_BROKER_CONFIG', urlVariable, apiKeyVariable];
const FILE_BYTES_MAX = 67_108_864;
const ALIASES_MAX = 100;

/** What stands in file and environment. `file` is undefined when there is none; what cannot be read is among the problems of its layer. */
export type FoundSettings = { readonly file: string | undefined; readonly layers: readonly SettingsLayer[] };

/** Reads the named file, or that of OCPP_BROKER_CONFIG, or ocpp-broker.yaml if it is there. */
export function findSettings(
  named: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): FoundSettings {
  const chosen = named ?? (environment.OCPP_BROKER_CONFIG || undefined);
  const file = chosen ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : undefined);
  const variables = { source: 'environment', ...settingsFromEnvironment(environment, undefined, OTHER_VARIABLES) };
  return { file, layers: file === undefined ? [variables] : [readFile(file), variables] };
}

function readFile(file: string): SettingsLayer {
  const problem = (message: string): SettingsLayer => ({
    source: file,
    document: {},
    problems: [problemIn(file, message)],
  });
  let text: string;
  try {
    if (statSync(file).size > FILE_BYTES_MAX) return problem(`is larger than ${FILE_BYTES_MAX} bytes`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return problem(`cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  const document = parseDocument(text, { prettyErrors: true });
  const notYaml = (reason: string): SettingsLayer =>
    problem(`is not YAML: ${reason.split('\n')[0]?.replace(/:$/, '')}`);
  const [error] = document.errors;
  if (error !== undefined) return notYaml(error.message);
  try {
    return { source: file, document: document.toJS({ maxAliasCount: ALIASES_MAX }) as unknown };
  } catch (thrown) {
    return notYaml((thrown as Error).message);
  }
}

function problemIn(file: string, message: string): SettingsProblem {
  return { path: '', message, source: file };
}

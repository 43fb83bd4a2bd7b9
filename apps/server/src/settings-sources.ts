// Where settings come from: defaults < file < environment < what the API stored.

import { existsSync } from 'node:fs';
import { type SettingsLayer, settingsFromEnvironment } from '@ocpp-broker/config';
import { parseDocument } from 'yaml';
import { readOperatorFile } from './operator-file.ts';
import { StartError } from './start-error.ts';

/** Read when no other file is named, if it is there. */
export const defaultSettingsFile = 'ocpp-broker.yaml';

/** The variable that holds the first administrator's password. */
export const adminPasswordVariable = 'OCPP_BROKER_ADMIN_PASSWORD';

/** Variables of our prefix that are no settings. */
export const otherVariables = [
  adminPasswordVariable,
  'OCPP_BROKER_CONFIG',
  // Those of the command line.
  'OCPP_BROKER_URL',
  'OCPP_BROKER_API_KEY',
];

/** The layers below the one that the API stored; throws a StartError when the file cannot be read or is no YAML. */
export function settingsLayers(
  file: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): readonly SettingsLayer[] {
  const fromEnvironment = settingsFromEnvironment(environment, undefined, otherVariables);
  return [...fileLayer(file), { source: 'environment', ...fromEnvironment }];
}

function fileLayer(file: string | undefined): readonly SettingsLayer[] {
  if (file === undefined && !existsSync(defaultSettingsFile)) return [];
  const source = file ?? defaultSettingsFile;
  const document = parseDocument(readOperatorFile(source, 'settings file'), { prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const [firstLine = error.message] = error.message.split('\n');
    throw new StartError([{ path: source, message: `is not YAML: ${firstLine.replace(/:$/, '')}` }]);
  }
  try {
    return [{ source, document: document.toJS({ maxAliasCount: 100 }) as unknown }];
  } catch (error) {
    throw new StartError([{ path: source, message: `is not YAML: ${(error as Error).message}` }]);
  }
}

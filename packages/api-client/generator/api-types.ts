// The OpenAPI document → the text of generated/api.ts: for each path and method what it takes and what it answers.
import { members, propertyName, type Schema, schemaType } from './schema-type.ts';

type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
  readonly description?: string;
};
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;
type Operation = {
  readonly summary?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
};

/** As much of an OpenAPI document as types are made of. */
export type ApiDocument = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

const JSON_TYPE = 'application/json';
const METHODS = ['get', 'post', 'put', 'delete'];

/** The whole file. Failures are not in it: they all come as an `ApiError`. */
export function apiTypes(document: ApiDocument): string {
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => [`readonly ${propertyName(name)}`, schemaType(schema, 2), schema.description] as const,
  );
  const paths = Object.entries(document.paths).map(
    ([path, item]) => [`readonly ${JSON.stringify(path)}`, pathType(item)] as const,
  );
  return [
    '// biome-ignore-all format: generated\n// biome-ignore-all lint: generated\n',
    '// Generated from the OpenAPI document of packages/admin-api; the README says how to do it again. Do not edit.\n\n',
    `/** The schemas that several operations share. */\nexport type Schemas = ${members(schemas, 0)};\n\n`,
    `/** Each operation by path and method: what it takes (\`path\`, \`query\`, \`header\`, \`body\`) and its \`answer\` when all goes well. */\n`,
    `export type Api = ${members(paths, 0)};\n`,
  ].join('');
}

function pathType(item: Readonly<Record<string, Operation>>): string {
  const known = Object.entries(item).filter(([method]) => METHODS.includes(method));
  return members(
    known.map(([method, operation]) => [`readonly ${method}`, operationType(operation), operation.summary]),
    2,
  );
}

function operationType({ parameters = [], requestBody, responses }: Operation): string {
  const parts: (readonly [string, string])[] = (['path', 'query', 'header'] as const).flatMap((place) => {
    const here = parameters.filter((parameter) => parameter.in === place);
    if (here.length === 0) return [];
    return [[`readonly ${place}${here.some(({ required }) => required) ? '' : '?'}`, parametersType(here)] as const];
  });
  if (requestBody !== undefined) {
    parts.push([`readonly body${requestBody.required === true ? '' : '?'}`, bodyType(requestBody.content)]);
  }
  parts.push(['readonly answer', answerType(responses)]);
  return members(parts, 4);
}

function parametersType(parameters: readonly Parameter[]): string {
  return members(
    parameters.map(({ name, required, schema = {}, description }) => [
      `readonly ${propertyName(name)}${required === true ? '' : '?'}`,
      schemaType(schema, 8),
      description,
    ]),
    6,
  );
}

function bodyType(content: Content): string {
  const json = content[JSON_TYPE];
  if (json !== undefined) return schemaType(json.schema ?? true, 6);
  return 'multipart/form-data' in content ? 'FormData' : 'string';
}

function answerType(responses: Operation['responses']): string {
  const answers = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([, { content }]) => {
      if (content === undefined) return 'undefined';
      const json = content[JSON_TYPE];
      return json === undefined ? 'string' : schemaType(json.schema ?? true, 6);
    });
  const different = [...new Set(answers)];
  return different.length === 0 ? 'never' : different.join(' | ');
}

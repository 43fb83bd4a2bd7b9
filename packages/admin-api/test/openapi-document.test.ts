import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import t from 'tap';
import { completeDocument } from '../src/openapi-document.ts';
import { testApi } from './fixtures/api.ts';
import { operationsOf } from './fixtures/contract.ts';

const { contract } = await testApi();
const { document } = contract;

t.test('every body of the document has an example that its schema allows, and so has every parameter', async (t) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'openapi', components: document.components });
  const check = (where: string, schema: object, example: unknown): void => {
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/');
    const isValid = ajv.validate(JSON.parse(text) as object, example);
    t.ok(isValid, `${where}: ${JSON.stringify(ajv.errors)}`);
  };
  for (const { line, operation } of operationsOf(document)) {
    for (const [status, { content = {} }] of Object.entries(operation.responses)) {
      for (const [type, media] of Object.entries(content)) {
        t.ok('example' in media || 'examples' in media, `${line} ${status} ${type}`);
        if ('example' in media) check(`${line} ${status}`, media.schema, media.example);
      }
    }
    for (const media of Object.values(operation.requestBody?.content ?? {})) {
      t.ok('example' in media || 'examples' in media, `${line} body`);
      if ('example' in media) check(`${line} body`, media.schema, media.example);
    }
    for (const parameter of operation.parameters ?? []) {
      const { schema, example, examples } = parameter as unknown as Record<string, unknown>;
      t.ok(example !== undefined || examples !== undefined, `${line} ${parameter.name}`);
      if (example !== undefined) check(`${line} ${parameter.name}`, schema as object, example);
    }
  }
});

t.test('every answer but an empty one has a schema, and every operation tells 400 and 500 apart', async (t) => {
  for (const { line, operation } of operationsOf(document)) {
    for (const [status, { content }] of Object.entries(operation.responses)) {
      t.equal(content === undefined, status === '204', `${line} ${status}`);
    }
    t.ok('500' in operation.responses && '400' in operation.responses, line);
    t.equal('401' in operation.responses, operation.security?.length !== 0 || line.includes('/login'), line);
  }
});

t.test('every object of an answer says which fields it has, so that one more is noticed', async (t) => {
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    if (/Change$|Settings$|Request$/.test(name)) continue;
    for (const part of objectsIn(schema)) {
      t.ok('additionalProperties' in part || !('properties' in part), `${name}: ${JSON.stringify(part).slice(0, 120)}`);
    }
  }
});

t.test('every chapter is listed and says what it is about', async (t) => {
  const { tags } = document as unknown as {
    readonly tags: readonly { readonly name: string; readonly description: string }[];
  };
  const used = new Set(operationsOf(document).flatMap(({ operation }) => operation.tags ?? []));
  t.same(
    tags.map(({ name }) => name),
    [...used].sort(),
  );
  for (const { name, description } of tags) t.not(description, name, name);
});

t.test('an error has its status’s code and says what the answer is for', async (t) => {
  const given = {
    components: { schemas: {} },
    paths: {
      '/x': {
        get: {
          tags: ['Unheard of'],
          responses: {
            404: {
              description: 'No such x',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
            },
            204: { description: 'Gone' },
          },
        },
      },
    },
  };
  t.match(completeDocument(given), {
    tags: [{ name: 'Unheard of' }],
    paths: {
      '/x': {
        get: {
          responses: {
            404: { content: { 'application/json': { example: { code: 'NOT_FOUND', message: 'No such x' } } } },
          },
        },
      },
    },
  });
});

function* objectsIn(schema: unknown): Generator<object> {
  if (typeof schema !== 'object' || schema === null) return;
  if ((schema as { readonly type?: unknown }).type === 'object') yield schema;
  for (const part of Object.values(schema)) yield* objectsIn(part);
}

import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { testApi } from './fixtures/api.ts';
import type { DocumentedOperation } from './fixtures/contract.ts';

const METHODS = ['get', 'put', 'post', 'delete'];

const rig = await testApi();
const { document } = rig.contract;
const operations: readonly (readonly [string, DocumentedOperation])[] = Object.entries(document.paths).flatMap(
  ([path, item]) => Object.entries(item).map(([method, operation]) => [`${method} ${path}`, operation] as const),
);

t.test('the document is OpenAPI 3.1 with the fields that one must have', async (t) => {
  t.match(document, { openapi: /^3\.1\.\d$/, info: { title: 'ocpp-broker', version: '1.2.3' } });
  const known = [
    'openapi',
    'info',
    'servers',
    'paths',
    'components',
    'security',
    'tags',
    'jsonSchemaDialect',
    'externalDocs',
  ];
  t.same(
    Object.keys(document).filter((key) => !known.includes(key)),
    [],
  );
  t.ok(operations.length >= 67, `${operations.length} operations`);
});

t.test('every operation has an id of its own, a summary, a tag, its security and described answers', async (t) => {
  const ids = operations.map(([, operation]) => operation.operationId);
  t.equal(new Set(ids).size, ids.length);
  for (const [line, { operationId, summary, tags, security, responses }] of operations) {
    t.ok(METHODS.includes(line.split(' ')[0] ?? ''), line);
    t.match(operationId, /^[a-z][A-Za-z]+$/, line);
    t.match(summary, /^[A-Z].*[^.]$/, line);
    t.equal(tags?.length, 1, line);
    t.ok(Array.isArray(security), line);
    for (const [status, reply] of Object.entries(responses)) {
      t.match(status, /^[1-5]\d\d$/, line);
      t.match(reply.description, /^[A-Z](?!efault Response)/, `${line} ${status}`);
    }
    t.ok('500' in responses, line);
  }
});

t.test('every parameter of a path is declared, and no other', async (t) => {
  for (const [line, { parameters = [] }] of operations) {
    const inPath = [...line.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]);
    const declared = parameters.filter((parameter) => parameter.in === 'path');
    t.same(
      declared.map(({ name }) => name),
      inPath,
      line,
    );
    t.ok(
      declared.every(({ required }) => required === true),
      line,
    );
    t.ok(
      parameters.every(({ in: place }) => ['path', 'query', 'header'].includes(place)),
      line,
    );
  }
});

t.test('every reference leads somewhere, and no Fastify spelling is left', async (t) => {
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
  t.ok(references.length > 50);
  for (const reference of new Set(references)) {
    const name = reference.replace('#/components/schemas/', '');
    t.ok(Object.hasOwn(document.components.schemas, name), reference);
  }
  for (const name of Object.keys(document.components.schemas)) {
    t.ok(references.includes(`#/components/schemas/${name}`), `${name} is used`);
  }
  t.notOk(text.includes('"nullable"'), 'a word of OpenAPI 3.0');
});

t.test('every schema is one of JSON Schema 2020-12, the dialect of OpenAPI 3.1', async (t) => {
  const ajv = new Ajv2020({ strict: false });
  for (const [name, schema] of Object.entries(document.components.schemas)) t.ok(ajv.validateSchema(schema), name);
  for (const [line, { responses, requestBody, parameters = [] }] of operations) {
    const bodies = [...Object.values(responses), ...(requestBody === undefined ? [] : [requestBody])];
    const schemas = bodies.flatMap(({ content }) => Object.values(content ?? {}).map((media) => media.schema));
    const ofParameters = parameters.map((parameter) => (parameter as { readonly schema?: object }).schema ?? true);
    for (const schema of [...schemas, ...ofParameters]) t.ok(ajv.validateSchema(schema), line);
  }
});

t.test('the paths of the compatibility table are all there under /api/v5', async (t) => {
  for (const line of [
    'post /api/v5/login',
    'post /api/v5/logout',
    'get /api/v5/gateways',
    'get /api/v5/gateways/ocpp',
    'put /api/v5/gateways/ocpp',
    'put /api/v5/gateways/ocpp/enable/{enable}',
    'get /api/v5/gateways/ocpp/clients',
    'delete /api/v5/gateways/ocpp/clients/{clientid}',
    'post /api/v5/gateways/ocpp/clients/{clientid}/subscriptions',
    'get /api/v5/gateways/ocpp/listeners/{id}',
    'delete /api/v5/gateways/ocpp/authentication/users/{user_id}',
    'put /api/v5/authentication/{authenticator}/users/{user_id}',
    'delete /api/v5/clients/{clientid}',
    'post /api/v5/gateways/ocpp/listeners',
    'put /api/v5/gateways/ocpp/listeners/{id}',
    'delete /api/v5/gateways/ocpp/listeners/{id}',
    'post /api/v5/listeners',
    'put /api/v5/listeners/{id}',
    'post /api/v5/listeners/{id}/restart',
    'put /api/v5/configs/mqtt',
    'get /api/v5/authorization/settings',
    'delete /api/v5/authorization/sources/built_in_database/rules',
    'post /api/v5/authorization/sources/built_in_database/rules/users',
    'put /api/v5/authorization/sources/built_in_database/rules/clients/{name}',
    'post /api/v5/authorization/sources/built_in_database/rules/all',
    'get /api/v5/banned',
    'delete /api/v5/banned/{as}/{who}',
    'post /api/v5/gateways/ocpp/clients/{clientid}/calls',
    'get /api/v5/gateways/ocpp/clients/{clientid}/calls/{unique_id}',
    'get /api/v5/gateways/ocpp/clients/{clientid}/frames',
    'get /api/v5/gateways/ocpp/frames',
    'get /api/v5/nodes/{node}',
    'get /api/v5/stats',
    'get /api/v5/metrics',
    'get /api/v5/prometheus/stats',
    'get /api/v5/healthz',
    'get /readyz',
    'put /api/v5/webhooks/{name}',
    'post /api/v5/webhooks/{name}/dead_letters/retry',
    'post /api/v5/publish',
    'delete /api/v5/api_key/{name}',
    'get /status',
  ]) {
    t.ok(
      operations.some(([one]) => one === line),
      line,
    );
  }
});

t.test('the document and the page to read it are open', async (t) => {
  const { ask } = rig;
  const document = await ask('GET //api-spec.json', { as: null });
  t.match(document, { status: 200, json: { openapi: /^3\.1/ } });
  const page = await ask('GET //api-docs', { as: null });
  t.match(page.headers['content-type'] ?? page.headers.location, /html|api-docs\//);
  const inner = await ask('GET //api-docs/', { as: null });
  t.match(inner, { status: 200, text: /swagger/i });
  const scripts = [...inner.text.matchAll(/(?:src|href)="\.?\/?([^"]+\.(?:js|css))"/g)].map((match) => match[1]);
  t.ok(scripts.length > 0);
  for (const script of scripts) {
    const path = String(script).replace(/^api-docs\//, '');
    t.equal((await ask(`GET //api-docs/${path}`, { as: null })).status, 200, path);
  }
});

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { apiDocument } from '../../generator/api-document.ts';
import { apiTypes } from '../../generator/api-types.ts';

const generated = fileURLToPath(new URL('../../../generated/api.ts', import.meta.url));

t.test('generated/api.ts is what the document of the API makes today', async (t) => {
  const text = apiTypes(await apiDocument());
  t.ok(readFileSync(generated, 'utf8') === text, 'build, then run: node packages/api-client/dist/generator/main.js');
});

t.test('an operation has its parts and the answers of success alone', async (t) => {
  const error = { content: { 'application/json': { schema: { type: 'boolean' } } } };
  const text = apiTypes({
    components: { schemas: {} },
    paths: {
      '/b/{id}': {
        get: {
          summary: 'Show it',
          parameters: [
            { name: 'page', in: 'query', schema: { type: 'integer' } },
            { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
            { name: 'Idempotency-Key', in: 'header', schema: { type: 'string' } },
          ],
          responses: { 200: { content: { 'text/event-stream': {} } }, 204: {}, 404: error },
        },
        post: {
          requestBody: { content: { 'multipart/form-data': {} } },
          responses: { 200: { content: { 'application/json': { schema: { type: 'null' } }, 'text/plain': {} } } },
        },
        options: { responses: {} },
      },
    },
  });
  t.equal(
    text.slice(text.indexOf('export type Api')),
    `export type Api = {
  readonly "/b/{id}": {
    /** Show it */
    readonly get: {
      readonly answer: string | undefined;
      readonly header?: {
        readonly "Idempotency-Key"?: string;
      };
      readonly path: {
        readonly id: string;
      };
      readonly query?: {
        readonly page?: number;
      };
    };
    readonly post: {
      readonly answer: null;
      readonly body?: FormData;
    };
  };
};
`,
  );
});

import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { completeDocument, type OpenApiDocument } from './openapi-document.ts';

const UI_PATH = '/api-docs';
const DOCUMENT_PATH = '/api-spec.json';

/** Collects the routes that are registered after it, and serves their OpenAPI 3.1 document and a page to read it; both are open. */
export async function registerOpenApi(server: FastifyInstance, version: string): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'ocpp-broker',
        version,
        description: 'An MQTT broker and an OCPP-J endpoint in one; the paths and bodies are those of EMQX’s HTTP API.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          basicAuth: { type: 'http', scheme: 'basic', description: 'An API key and its secret' },
          bearerAuth: { type: 'http', scheme: 'bearer', description: 'The token that POST /login gives' },
          ticketAuth: {
            type: 'apiKey',
            in: 'query',
            name: 'ticket',
            description: 'The ticket that POST /gateways/ocpp/frames/ticket gives; good once',
          },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const form = route.config?.form;
      // Fastify would check a form's fields as if they were a JSON body, so only the document knows their schema.
      return {
        url,
        schema: form === undefined ? schema : { ...schema, body: form, consumes: ['multipart/form-data'] },
      };
    },
    transformObject: (given) =>
      'openapiObject' in given
        ? (completeDocument(given.openapiObject as OpenApiDocument) as typeof given.openapiObject)
        : given.swaggerObject,
    // Named as in the code: a generated client then has the same names.
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `Schema${index}`) },
  });
  await server.register(swaggerUi, { routePrefix: UI_PATH, uiConfig: { validatorUrl: null } });
  // The routes do not change once it listens; whoever asks for the document again and again should cost nothing.
  let text: string | undefined;
  server.get(DOCUMENT_PATH, { schema: { hide: true } }, async (_request, reply) => {
    text ??= JSON.stringify(server.swagger());
    return reply.type('application/json; charset=utf-8').send(text);
  });
}

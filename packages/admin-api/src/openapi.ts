import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

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
        },
      },
    },
    // Named as in the code: a generated client then has the same names.
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `Schema${index}`) },
  });
  await server.register(swaggerUi, { routePrefix: UI_PATH, uiConfig: { validatorUrl: null } });
  server.get(DOCUMENT_PATH, { schema: { hide: true } }, async () => server.swagger());
}

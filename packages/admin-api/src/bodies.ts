import type { FastifyInstance } from 'fastify';
import { ApiError } from './errors.ts';

/**
 * Reads JSON and nothing else. An empty body is no body whatever its type is said to be: clients put a content type
 * on requests that have nothing to say (`curl -X PUT -d ''`).
 */
export function registerBodies(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else parseJson(request, body, done);
  });
  server.addContentTypeParser<string>('*', { parseAs: 'string' }, (_request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else done(new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body must be application/json'));
  });
}

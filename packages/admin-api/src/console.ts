import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const INDEX = 'index.html';
// What a bundler names after its content never changes under that name: `app-3FQ2XKZL.js`, `app.3fq2xkzl.css`.
const NAMED_BY_CONTENT = /[-.][A-Za-z0-9_]{8,}\.[a-z0-9]+$/;
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_EACH_TIME = 'no-cache';

/** Whether there is a console to serve. */
export function hasConsole(directory: string): boolean {
  return directory !== '' && existsSync(join(directory, INDEX));
}

/** Serves the files of the console at `/`. */
export async function registerConsole(server: FastifyInstance, directory: string): Promise<void> {
  await server.register(fastifyStatic, {
    root: directory,
    prefix: '/',
    index: INDEX,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', NAMED_BY_CONTENT.test(path) ? FOR_EVER : ASK_EACH_TIME);
    },
  });
}

/** Whether a path that nothing answers to is a page of the console's own making, rather than a missing file or a route of the API. */
export function isConsolePage(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0] ?? '';
  const lastPart = path.slice(path.lastIndexOf('/') + 1);
  return (
    (request.method === 'GET' || request.method === 'HEAD') && !/^\/api(\/|-|$)/.test(path) && !lastPart.includes('.')
  );
}

/** Sends the console's one page. */
export function sendConsolePage(reply: FastifyReply): FastifyReply {
  return reply.code(200).sendFile(INDEX);
}

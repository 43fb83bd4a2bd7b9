import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

// 'unsafe-inline' for styles alone: the pages of the API's documentation set some on their elements.
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** What every answer bears, whatever it says. */
export const securityHeaders = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

/** Sets the security headers on every answer, and lets the pages of `corsOrigins` in, which is asked for each request. */
export async function registerHeaders(server: FastifyInstance, corsOrigins: () => readonly string[]): Promise<void> {
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(securityHeaders);
  });
  await server.register(cors, {
    origin: (_origin, answer) => {
      const origins = corsOrigins();
      answer(null, origins.length === 0 ? false : origins.includes('*') ? '*' : [...origins]);
    },
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key'],
    exposedHeaders: ['retry-after', 'www-authenticate'],
    maxAge: 600,
  });
}

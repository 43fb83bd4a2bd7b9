import type { FastifyRequest } from 'fastify';

// Ajv's own coercion is off, since it would also turn a body's null into "" and 1 into true.
// A query has only text, so here the text of a number or a boolean becomes one where the schema asks for it.
const INTEGER = /^-?\d{1,15}$/;

/** Turns the query's texts into the integers and booleans that the route's schema asks for; anything else is left for validation to refuse. */
export function typeQuery(request: FastifyRequest): void {
  const schema = request.routeOptions.schema?.querystring as
    | { readonly properties?: Readonly<Record<string, { readonly type?: unknown }>> }
    | undefined;
  const query = request.query as Record<string, unknown>;
  for (const [name, property] of Object.entries(schema?.properties ?? {})) {
    const text = query[name];
    if (typeof text === 'string') query[name] = typed(text, property.type);
  }
}

function typed(text: string, type: unknown): unknown {
  if (type === 'integer' && INTEGER.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

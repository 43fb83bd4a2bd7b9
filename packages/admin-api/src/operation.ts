// One shape for every route: what it is called, what it takes, what it answers, who may call it. The OpenAPI
// document is generated from it; the answers that all routes share are added here, so that no route forgets one.
import type { FastifySchema, HTTPMethods } from 'fastify';
import type { Access } from './access.ts';

/** A JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

/** A route as its author writes it down. */
export type Operation = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Relative to where the route is registered. */
  readonly url: string;
  /** operationId: unique, camelCase, a verb and a noun. */
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** By role unless told. */
  readonly access?: Access;
  readonly params?: Readonly<Record<string, Schema>>;
  readonly query?: Readonly<Record<string, Schema>>;
  readonly body?: Schema;
  /** The answers of this route alone, by status; each schema has a `description`. */
  readonly replies: Readonly<Record<number, Schema>>;
};

/** What Fastify's `route` takes, apart from the handler. */
export type RouteDefinition = {
  readonly method: HTTPMethods;
  readonly url: string;
  readonly schema: FastifySchema;
  readonly config: { readonly access: Access };
};

const SECURITY = [{ basicAuth: [] }, { bearerAuth: [] }];

/** A schema of an error body. */
export function errorReply(description: string): Schema {
  return { $ref: 'Error#', description };
}

/** A 204. */
export function emptyReply(description: string): Schema {
  return { type: 'null', description };
}

/** A 200 or 201 whose body is the shared schema of that name. */
export function reply(description: string, schema: string): Schema {
  return { $ref: `${schema}#`, description };
}

/** A 200 whose body is an array of the shared schema of that name. */
export function listReply(description: string, schema: string): Schema {
  return { type: 'array', items: { $ref: `${schema}#` }, description };
}

/** A 200 with one page of the shared schema of that name. */
export function pageReply(description: string, schema: string): Schema {
  return {
    type: 'object',
    description,
    additionalProperties: false,
    required: ['data', 'meta'],
    properties: { data: { type: 'array', items: { $ref: `${schema}#` } }, meta: { $ref: 'PageMeta#' } },
  };
}

/** Makes a route's definition from its operation. */
export function operation(given: Operation): RouteDefinition {
  const access = given.access ?? 'by_role';
  return {
    method: given.method,
    url: given.url,
    config: { access },
    schema: {
      operationId: given.id,
      tags: [given.tag],
      summary: given.summary,
      ...(given.description === undefined ? {} : { description: given.description }),
      security: access === 'open' ? [] : SECURITY,
      ...(given.params === undefined ? {} : { params: objectOf(given.params, Object.keys(given.params)) }),
      ...(given.query === undefined ? {} : { querystring: objectOf(given.query, []) }),
      ...(given.body === undefined ? {} : { body: given.body }),
      response: { ...sharedReplies(given.method, access), ...given.replies },
    } as FastifySchema,
  };
}

function sharedReplies(method: Operation['method'], access: Access): Record<number, Schema> {
  const replies: Record<number, Schema> = {
    400: errorReply('The request is not valid'),
    500: errorReply('Something went wrong inside'),
  };
  if (access !== 'open') {
    replies[401] = errorReply('No credentials, or wrong ones');
    replies[429] = errorReply('Too many failures from this address');
    replies[503] = errorReply('Too much is being done at once');
  }
  if (access === 'by_role' && method !== 'GET') replies[403] = errorReply('The role may only read');
  if (method !== 'GET') {
    replies[413] = errorReply('The body is too large');
    replies[415] = errorReply('The body is not application/json');
  }
  return replies;
}

function objectOf(properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema {
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
}

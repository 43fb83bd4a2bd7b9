// One shape for every route: what it is called, what it takes, what it answers, who may call it. The OpenAPI
// document is generated from it; the answers that all routes share are added here, so that no route forgets one.
import type { FastifySchema, HTTPMethods } from 'fastify';
import { type Access, leastRole } from './roles.ts';

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
  /** For an answer that may take longer than others: a wait, a stream, an import. */
  readonly mayTakeLong?: true;
  /** Whether a ticket in the query lets in as well, where no header can be sent. */
  readonly takesTicket?: true;
  /** Addresses that need no credentials. */
  readonly isOpenTo?: ((address: string) => boolean) | undefined;
  readonly params?: Readonly<Record<string, Schema>>;
  readonly query?: Readonly<Record<string, Schema>>;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, Schema>>;
  readonly body?: Schema;
  /** Instead of `body`: the fields of a form (`multipart/form-data`), which the handler reads itself. */
  readonly form?: Schema;
  /** The answers of this route alone, by status; each schema has a `description`. */
  readonly replies: Readonly<Record<number, Schema>>;
};

/** What Fastify's `route` takes, apart from the handler. */
export type RouteDefinition = {
  readonly method: HTTPMethods;
  readonly url: string;
  readonly schema: FastifySchema;
  readonly config: {
    readonly access: Access;
    readonly mayTakeLong: boolean;
    readonly takesTicket: boolean;
    readonly isOpenTo: Operation['isOpenTo'];
    readonly form: Schema | undefined;
  };
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
  const least = leastRole(access, given.method);
  return {
    method: given.method,
    url: given.url,
    config: {
      access,
      mayTakeLong: given.mayTakeLong === true,
      takesTicket: given.takesTicket === true,
      isOpenTo: given.isOpenTo,
      form: given.form,
    },
    schema: {
      operationId: given.id,
      tags: [given.tag],
      summary: given.summary,
      ...(given.description === undefined ? {} : { description: given.description }),
      security: securityOf(given, access),
      ...(least === null ? {} : { 'x-role': least }),
      ...(given.params === undefined ? {} : { params: objectOf(given.params, Object.keys(given.params)) }),
      ...(given.query === undefined ? {} : { querystring: objectOf(given.query, []) }),
      ...(given.headers === undefined ? {} : { headers: objectOf(given.headers, []) }),
      ...(given.body === undefined ? {} : { body: given.body }),
      response: { ...sharedReplies(given.method, access), ...given.replies },
    } as FastifySchema,
  };
}

function securityOf({ takesTicket, isOpenTo }: Operation, access: Access): readonly object[] {
  if (access === 'open') return [];
  // An empty requirement is one that everybody meets (OpenAPI 3.1, Security Requirement Object).
  return [...(isOpenTo === undefined ? [] : [{}]), ...SECURITY, ...(takesTicket === true ? [{ ticketAuth: [] }] : [])];
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
  const least = leastRole(access, method);
  if (least !== null && least !== 'viewer') replies[403] = errorReply(`The role is less than ${least}`);
  if (method !== 'GET') {
    replies[413] = errorReply('The body is too large');
    replies[415] = errorReply('The body is not application/json');
  }
  return replies;
}

function objectOf(properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema {
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
}

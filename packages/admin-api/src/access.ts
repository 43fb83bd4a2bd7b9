// Who is calling, and may they? Decided before the body is read, so that a stranger cannot make us read one.
import type { FastifyRequest } from 'fastify';
import { addressOf } from './caller-address.ts';
import type { ApiContext } from './context.ts';
import { ApiError, tooManyFailures } from './errors.ts';
import type { Role } from './ports.ts';
import { type Access, isEnough, leastRole } from './roles.ts';

/** Who makes a request. */
export type Caller =
  | { readonly kind: 'user'; readonly name: string; readonly role: Role; readonly token: string }
  | { readonly kind: 'api_key'; readonly name: string; readonly role: Role };

declare module 'fastify' {
  interface FastifyRequest {
    /** Null on open routes. */
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    access?: Access;
    /** Whether the answer may take longer than others: a wait, a stream, an import. */
    mayTakeLong?: boolean;
    /** Whether `?ticket=` lets in as well. */
    takesTicket?: boolean;
    /** Addresses that need no credentials. */
    isOpenTo?: ((address: string) => boolean) | undefined;
    /** The schema of a form, for the document. */
    form?: Readonly<Record<string, unknown>> | undefined;
  }
}

/** Sets `request.caller`, or throws 401, 403 or 429. A route without an access rule is guarded by role. */
export async function authorize(request: FastifyRequest, context: ApiContext): Promise<void> {
  const { access = 'by_role', isOpenTo } = request.routeOptions.config;
  const least = leastRole(access, request.method);
  if (least === null || isOpenTo?.(request.ip) === true) return;
  const caller = byTicket(request, context) ?? (await identify(request, context));
  if (!isEnough(caller.role, least)) {
    throw new ApiError(403, 'UNAUTHORIZED_ROLE', `This takes the role ${least}, and the caller is ${caller.role}`);
  }
  request.caller = caller;
}

/** The caller of a guarded route. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new Error('a guarded route was reached without a caller');
  return request.caller;
}

/** Undefined when there is no ticket to look at. */
function byTicket(request: FastifyRequest, { tickets }: ApiContext): Caller | undefined {
  if (request.routeOptions.config.takesTicket !== true || request.headers.authorization !== undefined) return undefined;
  const { ticket } = request.query as { readonly ticket?: unknown };
  if (ticket === undefined) return undefined;
  const caller = typeof ticket === 'string' ? tickets.take(ticket) : undefined;
  if (caller === undefined) throw new ApiError(401, 'BAD_TOKEN', 'The ticket is unknown, used or too old, get another');
  return caller;
}

async function identify(request: FastifyRequest, context: ApiContext): Promise<Caller> {
  const header = request.headers.authorization;
  if (header === undefined) throw headerError('Send Authorization: Basic with an API key, or Bearer with a token');
  const separator = header.indexOf(' ');
  const credentials = header.slice(separator + 1).trim();
  switch (header.slice(0, separator).toLowerCase()) {
    case 'bearer':
      return byToken(credentials, context);
    case 'basic':
      return byApiKey(credentials, addressOf(request), context);
    default:
      throw headerError('The scheme of the Authorization header must be Basic or Bearer');
  }
}

function byToken(token: string, { tokens }: ApiContext): Caller {
  const check = tokens.check(token);
  switch (check.kind) {
    case 'valid':
      return { kind: 'user', name: check.username, role: check.role, token };
    case 'expired':
      throw new ApiError(401, 'TOKEN_TIME_OUT', 'The token has expired, log in again');
    case 'unknown':
      throw new ApiError(401, 'BAD_TOKEN', 'The token is not valid, log in again');
  }
}

async function byApiKey(credentials: string, address: string, context: ApiContext): Promise<Caller> {
  const waitMs = context.apiKeyFailures.blockedForMs(address);
  if (waitMs > 0) throw tooManyFailures(waitMs);
  const [key, secret] = decodeBasic(credentials);
  const apiKey = await context.ports.apiKeys.verify(key, secret);
  const now = context.ports.clock.now();
  if (apiKey?.enabled !== true || (apiKey.expiresAt !== null && apiKey.expiresAt <= now)) {
    context.apiKeyFailures.count(address);
    context.ports.log.warn({ from: address }, 'wrong, disabled or expired api key');
    throw new ApiError(401, 'BAD_API_KEY_OR_SECRET', 'The API key or its secret is wrong, disabled or expired');
  }
  return { kind: 'api_key', name: apiKey.name, role: apiKey.role };
}

function decodeBasic(credentials: string): readonly [key: string, secret: string] {
  const decoded = Buffer.from(credentials, 'base64').toString('utf8');
  const separator = decoded.indexOf(':');
  if (separator <= 0) throw headerError('The Basic credentials must be base64 of api_key:api_secret');
  return [decoded.slice(0, separator), decoded.slice(separator + 1)];
}

function headerError(message: string): ApiError {
  return new ApiError(401, 'AUTHORIZATION_HEADER_ERROR', message);
}

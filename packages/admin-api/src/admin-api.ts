import type { Socket } from 'node:net';
import fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { ApiError, sendError } from './errors.ts';
import { securityHeaders } from './http-headers.ts';
import { type AdminApiOptions, type ResolvedOptions, resolveOptions } from './options.ts';
import { adminApiPlugin } from './plugin.ts';
import type { AdminApiPorts } from './ports.ts';

/** A request that is put in without a socket; for tests. */
export type InjectedRequest = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, text and bytes as they are. */
  readonly body?: string | Buffer | object;
  /** The address that the request comes from. */
  readonly from?: string;
};

/** The answer to an injected request. */
export type InjectedResponse = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body: string;
};

/** The HTTP server with everything on it. */
export interface AdminApi {
  /** Rejects with the system's error, `EADDRINUSE` say; `port` 0 takes a free one. */
  listen(at: {
    readonly host: string;
    readonly port: number;
  }): Promise<{ readonly host: string; readonly port: number }>;
  /**
   * Takes over what may change while it runs: origins, tokens and throttles. Everything else stays as it was built; what is left out
   * has its default.
   */
  reconfigure(options: AdminApiOptions): void;
  /** An event stream is told as far as it is there at once, and left. */
  inject(request: InjectedRequest): Promise<InjectedResponse>;
  /** Stops listening, waits `closeGraceMs` for requests under way and cuts the rest. */
  close(): Promise<void>;
}

// A percent-encoded client id: MQTT allows 65,535 bytes, but Node's whole request head is 16 kB.
const PATH_PART_LENGTH_MAX = 16_384;

const CHECK_INTERVAL_MS_MAX = 5_000;

/** Builds the HTTP API on its own server, which does not listen yet. */
export async function buildAdminApi(options: AdminApiOptions, ports: AdminApiPorts): Promise<AdminApi> {
  const resolved = resolveOptions(options);
  const server = makeServer(resolved, ports);
  let reconfigure: AdminApi['reconfigure'] = () => {};
  const onReady = (taken: AdminApi['reconfigure']): void => {
    reconfigure = taken;
  };
  await server.register(adminApiPlugin, { options, ports, onReady });
  await server.ready();
  return {
    reconfigure: (changed) => reconfigure(changed),
    listen: async (at) => {
      await server.listen({ host: at.host, port: at.port });
      const address = server.server.address();
      return address === null || typeof address === 'string' ? at : { host: address.address, port: address.port };
    },
    inject: async ({ body, from, headers = {}, ...request }) => {
      const response = await server.inject({
        ...request,
        payloadAsStream: true,
        headers: { ...headers },
        ...(body === undefined ? {} : { payload: body }),
        ...(from === undefined ? {} : { remoteAddress: from }),
      });
      return { statusCode: response.statusCode, headers: response.headers, body: await bodyOf(response) };
    },
    close: () => closeWithin(server, resolved.closeGraceMs),
  };
}

/** The body; of an event stream, which never ends, what is there at once. */
async function bodyOf({ headers, raw, stream }: LightMyRequestResponse): Promise<string> {
  const body = stream().setEncoding('utf8');
  if (!String(headers['content-type']).startsWith('text/event-stream')) return (await body.toArray()).join('');
  const beginning = String(body.read() ?? '');
  body.destroy();
  raw.res.destroy();
  return beginning;
}

function makeServer(options: ResolvedOptions, ports: AdminApiPorts): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: options.bodyBytesMax,
    requestTimeout: options.requestTimeoutMs,
    http: {
      // Node derives its time for the head of a request from this; set afterwards, it would be shorter than that one, and Node takes the longer
      // of the two for the whole request.
      requestTimeout: options.requestTimeoutMs,
      // How often Node looks for requests that take too long; by itself it would look twice a minute.
      connectionsCheckingInterval: Math.min(CHECK_INTERVAL_MS_MAX, options.requestTimeoutMs),
    },
    trustProxy: options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    routerOptions: { maxParamLength: PATH_PART_LENGTH_MAX },
    // Bodies are taken as they are: "1" is not 1 and null is not "". Queries are read by query.ts.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: true, allowUnionTypes: true } },
    frameworkErrors: (_error, request, reply) => {
      // No hook has seen it.
      reply.headers(securityHeaders);
      sendError(new ApiError(400, 'BAD_REQUEST', 'The path is not a valid URL'), request, reply, ports);
    },
    clientErrorHandler: (error, socket) => refuse(error.code, socket),
  });
  server.server.maxConnections = options.connectionsMax;
  return server;
}

/** Answers what is not even HTTP; no request object exists then. */
function refuse(code: string | undefined, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = {
    HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
    ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  };
  const line = status[code as keyof typeof status] ?? '400 Bad Request';
  const body = JSON.stringify({ code: 'BAD_REQUEST', message: line.slice(4) });
  const headers = Object.entries({
    ...securityHeaders,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(body.length),
    connection: 'close',
  });
  const head = [`HTTP/1.1 ${line}`, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\r\n');
  socket.end(`${head}\r\n\r\n${body}`);
}

async function closeWithin(server: FastifyInstance, graceMs: number): Promise<void> {
  const cut = setTimeout(() => server.server.closeAllConnections(), graceMs);
  try {
    await server.close();
  } finally {
    clearTimeout(cut);
  }
}

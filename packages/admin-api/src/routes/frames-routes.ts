import type { FastifyInstance } from 'fastify';
import { callerOf } from '../access.ts';
import type { ApiContext } from '../context.ts';
import { ApiError, busy } from '../errors.ts';
import { isStillLetIn } from '../event-stream-caller.ts';
import { EventStreams } from '../event-stream-places.ts';
import type { FrameFilter } from '../frames-ports.ts';
import { frameQuery, printFrame } from '../frames-schema.ts';
import { errorReply, operation, type Schema } from '../operation.ts';
import { exact, text, time } from '../schema-parts.ts';
import { formatTime } from '../timestamps.ts';

type FrameQuery = {
  readonly direction?: 'upstream' | 'downstream';
  readonly action?: string;
  readonly errors?: boolean;
};

const TAG = 'Frames';
const URL = '/gateways/ocpp/frames';
const NDJSON = 'application/x-ndjson';
const RECENT_MAX = 10_000;

/** The frames of charge points, those that were and those that come. */
export function frameRoutes(api: FastifyInstance, context: ApiContext): void {
  recentRoute(api, context);
  followRoute(api, context);
  ticketRoute(api, context);
}

function recentRoute(api: FastifyInstance, { ports }: ApiContext): void {
  api.route<{
    Params: { readonly clientid: string };
    Querystring: FrameQuery & { readonly limit: number; readonly format: 'json' | 'ndjson' };
  }>({
    ...operation({
      method: 'GET',
      url: '/gateways/ocpp/clients/:clientid/frames',
      id: 'listFrames',
      tag: TAG,
      summary: 'Show the last frames of a charge point',
      description:
        'The oldest first. How many are kept is a setting; they are in memory only. As `ndjson`, one frame a line, to save.',
      params: { clientid: text('Identity of the charge point, percent-encoded', { minLength: 1 }) },
      query: {
        ...frameQuery,
        limit: {
          type: 'integer',
          minimum: 1,
          maximum: RECENT_MAX,
          default: 100,
          description: 'The most that are told, the newest of those that match',
        },
        format: text('How they are written', { enum: ['json', 'ndjson'], default: 'json' }),
      },
      replies: {
        200: {
          description: 'The frames',
          content: {
            'application/json': { schema: { type: 'array', items: { $ref: 'Frame#' } } },
            [NDJSON]: { schema: text('One frame a line') },
          },
        },
        404: errorReply('The charge point is not connected, and nothing is kept of it'),
      },
    }),
    handler: async (request, response) => {
      const { clientid } = request.params;
      const { limit, format } = request.query;
      const frames = await ports.frames.recent(clientid, { ...filterOf(request.query), limit });
      if (frames.length === 0 && (await ports.gateway.clients.find(clientid)) === undefined) {
        throw new ApiError(404, 'RESOURCE_NOT_FOUND', 'Client not found');
      }
      const printed = frames.map(printFrame);
      if (format === 'json') return printed;
      return response
        .type(NDJSON)
        .header('content-disposition', 'attachment; filename="frames.ndjson"')
        .send(printed.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
    },
  });
}

const EVENTS: Schema = {
  ...text('Server-sent events'),
  examples: ['event: frame\ndata: {"at":"2026-01-01T00:00:00.000Z","identity":"CP1"}\n\n'],
};

function followRoute(api: FastifyInstance, context: ApiContext): void {
  const { options, ports } = context;
  const streams = new EventStreams({
    streamsMax: options.frameStreamsMax,
    heartbeatMs: options.frameHeartbeatMs,
    eventsMax: options.frameStreamEventsMax,
    bytesMax: options.frameStreamBytesMax,
  });
  api.addHook('preClose', async () => streams.close());
  api.route<{ Querystring: FrameQuery & { readonly identity?: string } }>({
    ...operation({
      method: 'GET',
      url: URL,
      id: 'followFrames',
      tag: TAG,
      summary: 'Follow the frames of charge points as they come',
      description:
        'Server-sent events: `frame`, whose data is a Frame, and `dropped`, `{"count":3}`, in the place of frames that came faster than ' +
        'they were read. Nothing is replayed: events have no ids, and `Last-Event-ID` is ignored; what was before is told by ' +
        '`/gateways/ocpp/clients/{clientid}/frames`. A comment comes every 15 seconds. The stream ends when the caller’s token or key does.',
      takesTicket: true,
      mayTakeLong: true,
      query: {
        identity: text('Only this charge point, or those that begin so (`CP*`)', {
          minLength: 1,
          examples: ['CP1', 'CP*'],
        }),
        ...frameQuery,
      },
      replies: {
        200: {
          description: 'The frames, until the reader leaves',
          content: { 'text/event-stream': { schema: EVENTS } },
        },
      },
    }),
    // A HEAD would take a place and never give it back.
    exposeHeadRoute: false,
    handler: async (request, response) => {
      const caller = callerOf(request);
      if (!(await isStillLetIn(caller, context)))
        throw new ApiError(401, 'BAD_TOKEN', 'The login of the ticket has ended');
      const stream = streams.open(() => isStillLetIn(caller, context));
      if (stream === undefined) throw busy('Too many follow the frames already');
      const { identity } = request.query;
      const filter = { ...filterOf(request.query), ...(identity === undefined ? {} : { identity }) };
      try {
        const stop = ports.frames.follow(filter, (frame) => stream.event('frame', JSON.stringify(printFrame(frame))));
        stream.once('close', stop);
      } catch (error) {
        stream.destroy();
        throw error;
      }
      // nginx would collect events until its buffer is full.
      return response.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no').send(stream);
    },
  });
}

function ticketRoute(api: FastifyInstance, { tickets }: ApiContext): void {
  api.route({
    ...operation({
      method: 'POST',
      url: `${URL}/ticket`,
      id: 'createFrameTicket',
      tag: TAG,
      summary: 'Get a ticket to follow frames from a browser',
      description:
        'An EventSource sends no Authorization header. The ticket goes into the URL instead (`?ticket=…`); it is good once, and for ' +
        'half a minute. When the stream breaks off, a new one is needed.',
      access: 'signed_in',
      replies: {
        201: {
          description: 'The ticket',
          ...exact({ ticket: text('The ticket'), expires_at: time('When it ends') }),
          examples: [{ ticket: 'b2s0…', expires_at: '2026-01-01T00:00:30.000Z' }],
        },
      },
    }),
    handler: async (request, response) => {
      const { ticket, expiresAt } = tickets.issue(callerOf(request));
      return response.code(201).send({ ticket, expires_at: formatTime(expiresAt) });
    },
  });
}

function filterOf({ direction, action, errors }: FrameQuery): FrameFilter {
  return {
    ...(direction === undefined ? {} : { direction }),
    ...(action === undefined ? {} : { action }),
    ...(errors === true ? { errorsOnly: true } : {}),
  };
}

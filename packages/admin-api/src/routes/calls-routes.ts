import { createHash, randomUUID } from 'node:crypto';
import { durationMs, durationText } from '@ocpp-broker/config';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../access.ts';
import { recordChange } from '../audit.ts';
import { IdempotencyKeys } from '../calls-idempotency.ts';
import { answerOf, type CallAnswer, printCallState, refusal } from '../calls-json.ts';
import type { CallSender, NamedCall } from '../calls-sender.ts';
import type { ApiContext } from '../context.ts';
import { ApiError, busy } from '../errors.ts';
import { errorReply, operation, reply } from '../operation.ts';
import { exact, text } from '../schema-parts.ts';

type CallBody = {
  readonly action: string;
  readonly payload: object;
  readonly timeout?: string;
  readonly unique_id?: string;
  readonly async: boolean;
};
type CallRoute = { readonly Params: { readonly clientid: string }; readonly Body: CallBody };
type CallHttpRequest = FastifyRequest<CallRoute>;

const TAG = 'Calls';
const JSON_TYPE = 'application/json; charset=utf-8';
const KEY_HEADER = 'idempotency-key';
const CLIENT_ID = text('Identity of the charge point, percent-encoded', { minLength: 1 });

/** Send a CALL to a charge point, and ask what became of it. */
export function callRoutes(api: FastifyInstance, context: ApiContext): void {
  sendRoute(api, context);
  findRoute(api, context);
}

function sendRoute(api: FastifyInstance, context: ApiContext): void {
  const { options, ports, callSender: sender } = context;
  const keys = new IdempotencyKeys<CallAnswer>(
    { keysMax: options.idempotencyKeysMax, bytesMax: options.idempotencyBytesMax, ttlMs: options.idempotencyTtlMs },
    ports.clock,
  );
  api.route<CallRoute>({
    ...operation({
      method: 'POST',
      url: '/gateways/ocpp/clients/:clientid/calls',
      id: 'callChargePoint',
      tag: TAG,
      summary: 'Send a CALL to a charge point and wait for its answer',
      description:
        'A request with an `Idempotency-Key` is carried out once: whoever sends the same key and body again, also while the first ' +
        'still waits, has the first’s answer, for an hour or until a restart; another body under the same key is 422. An answer that ' +
        'says that nothing was sent (400, 404, 409, 503, CALL_NOT_SENT) is not kept. When the caller hangs up, the ' +
        'CALL is left to its fate; with a key it is awaited all the same, for the retry.',
      access: 'operator',
      mayTakeLong: true,
      params: { clientid: CLIENT_ID },
      headers: {
        [KEY_HEADER]: text('Made up by the caller, different for each CALL that is meant', {
          minLength: 1,
          maxLength: 255,
        }),
      },
      body: { $ref: 'CallRequest#' },
      replies: {
        200: reply(
          'The charge point has answered, with a CALLRESULT or a CALLERROR. An answer that breaks its schema is told as an error with ' +
            '`Reason` `invalid_answer` among its details',
          'CallReply',
        ),
        202: { description: 'It is on its way (`async`)', ...exact({ unique_id: text('Id of the CALL') }) },
        400: errorReply('The request is not valid, or the payload breaks its schema (CALL_INVALID)'),
        404: errorReply('The charge point is not connected'),
        409: errorReply('Too many CALLs wait for it (QUEUE_FULL), or the id is in use (DUPLICATE_UNIQUE_ID)'),
        422: errorReply('The idempotency key stands for another request (IDEMPOTENCY_KEY_REUSED)'),
        502: errorReply('The connection ended: outcome unknown (CALL_LOST), or nothing was sent (CALL_NOT_SENT)'),
        504: errorReply(
          'It did not answer in time: outcome unknown (CALL_TIMED_OUT), or nothing was sent (CALL_NOT_SENT)',
        ),
      },
    }),
    handler: async (request, response) => {
      const call = callOf(request, sender.waitMaxMs);
      const key = request.headers[KEY_HEADER];
      if (typeof key !== 'string') {
        const answer = await carryOut(context, sender, request, call, hangUpOf(response));
        return answer === undefined ? response.hijack() : send(response, answer);
      }
      const { kind, name } = callerOf(request);
      const work = async (): Promise<CallAnswer> =>
        (await carryOut(context, sender, request, call)) ?? refusal(busy('Nobody waits'));
      const answer = keys.answer(JSON.stringify([kind, name, key]), fingerprintOf(request), work);
      if (answer === 'full') throw busy('Too many idempotency keys are in use');
      if (answer === 'reused') {
        throw new ApiError(422, 'IDEMPOTENCY_KEY_REUSED', 'The Idempotency-Key stands for another request');
      }
      return send(response, await answer);
    },
  });
}

function findRoute(api: FastifyInstance, { ports }: ApiContext): void {
  api.route<{ Params: { readonly clientid: string; readonly unique_id: string } }>({
    ...operation({
      method: 'GET',
      url: '/gateways/ocpp/clients/:clientid/calls/:unique_id',
      id: 'getCall',
      tag: TAG,
      summary: 'Tell what became of a CALL that was sent with async',
      description: 'Outcomes are kept for some minutes, and only in memory.',
      params: { clientid: CLIENT_ID, unique_id: text('Id of the CALL, percent-encoded', { minLength: 1 }) },
      replies: { 200: reply('What is known of it', 'CallState'), 404: errorReply('Nothing is known of it') },
    }),
    handler: async (request, response) => {
      const { clientid, unique_id } = request.params;
      const state = await ports.calls.find(clientid, unique_id);
      if (state === undefined) throw new ApiError(404, 'RESOURCE_NOT_FOUND', 'Call not found');
      return response.type(JSON_TYPE).send(printCallState(state, unique_id));
    },
  });
}

/** Undefined when the caller has hung up. */
async function carryOut(
  context: ApiContext,
  sender: CallSender,
  request: CallHttpRequest,
  call: NamedCall,
  hungUp?: AbortSignal,
): Promise<CallAnswer | undefined> {
  const outcome = await (request.body.async ? sender.start(call) : sender.send(call, hungUp));
  const answer = outcome === undefined ? undefined : answerOf(outcome);
  if (answer?.isFinal !== false) {
    // Without the payload, which may hold a password.
    const after = { unique_id: call.uniqueId, outcome: outcome?.kind ?? 'given-up' };
    await recordChange(context, request, 'call charge point', `${call.clientId} ${call.action}`, { after });
  }
  return answer;
}

function callOf({ params, body }: CallHttpRequest, waitMaxMs: number): NamedCall {
  const { action, payload, timeout, unique_id } = body;
  const timeoutMs = timeout === undefined ? undefined : durationMs(timeout);
  if (timeoutMs !== undefined && (timeoutMs < 1 || timeoutMs > waitMaxMs)) {
    throw new ApiError(400, 'BAD_REQUEST', `timeout: must be from 1ms to ${durationText(waitMaxMs)}`);
  }
  return {
    clientId: params.clientid,
    action,
    payload,
    uniqueId: unique_id ?? randomUUID(),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}

/** Aborts when the connection ends before the answer is written. */
function hangUpOf(response: FastifyReply): AbortSignal {
  const abort = new AbortController();
  response.raw.once('close', () => {
    if (!response.raw.writableEnded) abort.abort();
  });
  return abort.signal;
}

function fingerprintOf({ params, body }: CallHttpRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([params.clientid, body]))
    .digest('base64');
}

function send(response: FastifyReply, { status, headers, text: json }: CallAnswer): FastifyReply {
  return response.code(status).headers(headers).type(JSON_TYPE).send(json);
}

import type { Schema } from './operation.ts';
import { amount, exact, text } from './schema-parts.ts';

const uniqueId = text('Id of the CALL', { examples: ['4f1c2a6e-2f4f-4a52-8f5b-0a0a3a7d6a11'] });

/** How an answered CALL is told. */
const answered = {
  unique_id: uniqueId,
  status: text('`result`: CALLRESULT, `error`: CALLERROR', { enum: ['result', 'error'] }),
  payload: { type: 'object', description: 'What the charge point answered' },
  latency_ms: amount('Milliseconds from sending to the answer'),
  error_code: text('Code of the CALLERROR', { examples: ['NotSupported'] }),
  error_description: text('Its description'),
  error_details: { type: 'object', description: 'Its details' },
};
const onlyAtTimes = ['payload', 'latency_ms', 'error_code', 'error_description', 'error_details'];

/** The schemas of CALLs. */
export const callSchemas: Readonly<Record<string, Schema>> = {
  CallRequest: {
    type: 'object',
    additionalProperties: false,
    required: ['action'],
    properties: {
      action: text('Action of OCPP', { minLength: 1, maxLength: 100, examples: ['Reset'] }),
      payload: {
        type: 'object',
        default: {},
        description: 'Its payload, checked against the schema of the charge point’s version',
        examples: [{ type: 'Soft' }],
      },
      timeout: text('How long to wait in all, for its turn and for the answer', {
        pattern: '^\\d{1,8}(?:ms|s|m|h|d)$',
        examples: ['30s'],
      }),
      unique_id: {
        ...uniqueId,
        minLength: 1,
        maxLength: 36,
        description: 'Id of the CALL; one is made up when it is left out',
      },
      async: {
        type: 'boolean',
        default: false,
        description: 'Answer 202 at once; what becomes of it is told at `calls/{unique_id}`',
      },
    },
  },
  CallReply: {
    ...exact(answered, onlyAtTimes),
    examples: [{ unique_id: 'u1', status: 'result', payload: { status: 'Accepted' }, latency_ms: 84 }],
  },
  CallState: {
    ...exact(
      {
        ...answered,
        status: text('`pending`: on its way; `failed`: no answer came, `code` and `message` say why', {
          enum: ['pending', 'result', 'error', 'failed'],
        }),
        code: text('Stable name of the error', { examples: ['CALL_LOST'] }),
        message: text('What went wrong, in a sentence'),
      },
      [...onlyAtTimes, 'code', 'message'],
    ),
    examples: [{ unique_id: 'u1', status: 'pending' }],
  },
};

import { ApiError, type Schemas } from '@ocpp-broker/api-client';
import type { Command } from '../command.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import type { Given } from '../given.ts';
import { UsageProblem } from '../problem.ts';
import { readInput } from '../read-input.ts';
import { apiOf } from '../server.ts';
import type { Surroundings } from '../surroundings.ts';
import { printable } from '../table.ts';

/** What became of a CALL, as it is told: the API's own shape. */
type Outcome = Schemas['CallReply'] | Schemas['CallState'] | Failed;
type Failed = { readonly status: 'failed'; readonly code: string; readonly message: string };

/** As large as the server takes a body by default. */
const PAYLOAD_BYTES_MAX = 1_048_576;
/** How long an answer is awaited when the server is not told how long to wait: longer than any sensible setting of it. */
const WAIT_MS = 900_000;
/** What the way to the server and back may take besides the wait that it was told. */
const GRACE_MS = 15_000;

/** The exit code of each way to fail. */
const codes: ReadonlyMap<string, ExitCode> = new Map([
  ['RESOURCE_NOT_FOUND', exitCode.notConnected],
  ['CALL_TIMED_OUT', exitCode.timedOut],
  ['CALL_INVALID', exitCode.invalid],
  ['QUEUE_FULL', exitCode.queueFull],
  ['CALL_LOST', exitCode.lost],
  ['CALL_NOT_SENT', exitCode.notSent],
]);

const identity = { name: 'identity', about: 'the charge point' };

/** `ocpp-broker call`. */
export const callCommand: Command = {
  name: 'call',
  summary: 'Send a CALL to a charge point, wait, and print the answer',
  arguments: [
    identity,
    { name: 'action', about: 'such as Reset' },
    { name: 'payload', about: 'a JSON object, @file, or - for standard input ({})', isOptional: true },
  ],
  isRemote: true,
  options: {
    timeout: {
      value: '<time>',
      about:
        'how long the charge point may take in all (with --async: until it is sent): 500ms, 30s, 2m (as the server is set)',
    },
    'unique-id': { value: '<id>', about: 'id of the CALL (one is made up)' },
    'idempotency-key': { value: '<key>', about: 'sent again with the same key, the CALL is not carried out again' },
    async: { about: 'do not wait: print the id, for call-outcome' },
  },
  notes: [
    'Prints the payload of the answer. Exit codes: 0 result, 3 error of the charge point, 4 not connected, 5 timed out and 8 connection lost',
    '(it may have been carried out), 6 refused by its schema, 7 queue full, 11 the time was up or the connection ended before it was sent.',
    'With --json: {"unique_id", "status": "result", "payload", "latency_ms"}, {"unique_id", "status": "error", "error_code",',
    '"error_description", "error_details"} or {"status": "failed", "code", "message"}; with --async {"unique_id"}.',
    'When the server itself is lost (9) while it waits, the CALL may have been carried out too: with an --idempotency-key the same command',
    'can be given once more without harm.',
  ],
  examples: [
    `ocpp-broker call CP1 Reset '{"type": "Soft"}'`,
    'ocpp-broker call CP1 SetChargingProfile @profile.json --timeout 1m',
  ],
  run: async (given, surroundings) => {
    const body = await bodyOf(given, surroundings);
    const api = await apiOf(given, surroundings, { timeoutMs: waitMs(given.text('timeout')) });
    const key = given.text('idempotency-key');
    try {
      const answer = await api.post('/api/v5/gateways/ocpp/clients/{clientid}/calls', {
        path: { clientid: given.argument(0) },
        body,
        ...(key === undefined ? {} : { header: { 'idempotency-key': key } }),
      });
      if ('status' in answer) return await tell(answer, given, surroundings);
      await surroundings.output.write(
        given.has('json') ? `${JSON.stringify(answer)}\n` : `${printable(answer.unique_id)}\n`,
      );
      return exitCode.ok;
    } catch (error) {
      if (!(error instanceof ApiError) || !codes.has(error.code)) throw error;
      return tell({ status: 'failed', code: error.code, message: error.message }, given, surroundings);
    }
  },
};

/** `ocpp-broker call-outcome`. */
export const callOutcomeCommand: Command = {
  name: 'call-outcome',
  summary: 'Tell what became of a CALL that was sent with --async',
  arguments: [identity, { name: 'unique-id', about: 'id of the CALL' }],
  isRemote: true,
  notes: [
    'The exit codes are those of call; 0 also while it is on its way ({"status": "pending"}), 1 when nothing is known of it.',
    'Outcomes are kept for some minutes.',
  ],
  run: async (given, surroundings) => {
    const api = await apiOf(given, surroundings);
    const path = { clientid: given.argument(0), unique_id: given.argument(1) };
    return tell(
      await api.get('/api/v5/gateways/ocpp/clients/{clientid}/calls/{unique_id}', { path }),
      given,
      surroundings,
    );
  },
};

async function tell(outcome: Outcome, given: Given, { output, errors }: Surroundings): Promise<ExitCode> {
  if (given.has('json')) await output.write(`${JSON.stringify(outcome)}\n`);
  switch (outcome.status) {
    case 'pending':
      if (!given.has('json')) await output.write('pending\n');
      return exitCode.ok;
    case 'result':
      if (!given.has('json')) await output.write(`${JSON.stringify(outcome.payload, null, 2)}\n`);
      return exitCode.ok;
    case 'error':
      if (!given.has('json')) await errors.write(`${errorText(outcome)}\n`);
      return exitCode.callError;
    case 'failed': {
      const { code = 'UNKNOWN_ERROR', message = code } = outcome;
      if (!given.has('json')) await errors.write(`ocpp-broker: ${printable(message)}\n`);
      return codes.get(code) ?? exitCode.failed;
    }
  }
}

function errorText({
  error_code,
  error_description,
  error_details = {},
}: Extract<Outcome, { readonly unique_id: string }>): string {
  const description = error_description === undefined || error_description === '' ? '' : `: ${error_description}`;
  const details = Object.keys(error_details).length === 0 ? '' : `\n${JSON.stringify(error_details, null, 2)}`;
  return `${printable(`CALLERROR ${error_code}${description}`)}${details}`;
}

async function bodyOf(given: Given, surroundings: Surroundings): Promise<Schemas['CallRequest']> {
  const timeout = given.text('timeout');
  const uniqueId = given.text('unique-id');
  return {
    action: given.argument(1),
    payload: payloadOf(await payloadText(given.arguments[2] ?? '{}', surroundings)),
    async: given.has('async'),
    ...(timeout === undefined ? {} : { timeout }),
    ...(uniqueId === undefined ? {} : { unique_id: uniqueId }),
  };
}

async function payloadText(word: string, surroundings: Surroundings): Promise<string> {
  if (word === '-') return readInput('-', PAYLOAD_BYTES_MAX, surroundings);
  return word.startsWith('@') ? readInput(word.slice(1), PAYLOAD_BYTES_MAX, surroundings) : word;
}

function payloadOf(text: string): Readonly<Record<string, unknown>> {
  let payload: unknown;
  try {
    payload = JSON.parse(text);
  } catch (error) {
    throw new UsageProblem(`the payload is not JSON: ${(error as Error).message}`);
  }
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new UsageProblem('the payload must be a JSON object');
  }
  return payload as Readonly<Record<string, unknown>>;
}

const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** How long we wait ourselves: the server's answer, also that the time is over, is to come first. */
function waitMs(timeout: string | undefined): number {
  if (timeout === undefined) return WAIT_MS;
  const [, digits, unit = ''] = /^(\d{1,8})(ms|s|m|h|d)$/.exec(timeout) ?? [];
  const factor = unitMs.get(unit);
  if (digits === undefined || factor === undefined) {
    throw new UsageProblem('--timeout must be a time with a unit, as 500ms, 30s or 2m');
  }
  return Math.min(Number(digits) * factor, 2 ** 31 - 1 - GRACE_MS) + GRACE_MS;
}

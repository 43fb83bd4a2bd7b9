import { ApiError, type Schemas } from '@ocpp-broker/api-client';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import type { Given } from '../given.ts';
import { Problem, UsageProblem } from '../problem.ts';
import { remark } from '../report.ts';
import { apiOf } from '../server.ts';
import type { Surroundings } from '../surroundings.ts';
import { printable } from '../table.ts';

type Frame = Schemas['Frame'];

const LIMIT_MAX = 1_000_000_000 - 1;
const RECENT_MAX = 10_000;

/** `ocpp-broker tail`. */
export const tailCommand: Command = {
  name: 'tail',
  summary: 'Show the frames of charge points as they come',
  arguments: [{ name: 'identity', about: 'only this charge point, or those that begin so (CP*)', isOptional: true }],
  isRemote: true,
  options: {
    action: { value: '<action>', about: 'only frames of this action, and the answers to it' },
    direction: {
      value: '<direction>',
      about: 'only those from charge points, or to them',
      choices: ['upstream', 'downstream'],
    },
    errors: { about: 'only errors, and what is no frame of OCPP' },
    recent: { value: '<n>', about: 'begin with the last so many of the charge point' },
    limit: { value: '<n>', about: 'end after so many' },
  },
  notes: [
    'A line is: time, identity, direction (> from the charge point, < to it), action, the frame with its secrets masked. Frames that came',
    'faster than they could be shown are counted on standard error. With --json: one frame a line, as the API tells it.',
  ],
  examples: ['ocpp-broker tail CP1 --recent 10', "ocpp-broker tail 'CP*' --errors --json"],
  run: async (given, surroundings) => {
    const show = new Shown(given, surroundings);
    const api = await apiOf(given, surroundings);
    const filter = filterOf(given);
    const identity = given.arguments[0];
    const recent = recentOf(given, identity);
    if (recent !== undefined) {
      const query = { ...filter, limit: recent.limit };
      for (const frame of await api.get('/api/v5/gateways/ocpp/clients/{clientid}/frames', {
        path: recent.path,
        query,
      })) {
        await show.frame(frame);
        if (show.isDone) return exitCode.ok;
      }
    }
    const query = { ...filter, ...(identity === undefined ? {} : { identity }) };
    for await (const { event, data } of api.events('/api/v5/gateways/ocpp/frames', { query })) {
      const told = parsed(data);
      if (event === 'frame') await show.frame(told as Frame);
      if (event === 'dropped')
        await remark(surroundings, `${String(told.count)} frames came faster than they were shown`);
      if (show.isDone) return exitCode.ok;
    }
    throw new Problem('STREAM_ENDED', 'the server has ended the stream: it stops, or the credentials have ended');
  },
};

class Shown {
  readonly #isJson: boolean;
  readonly #surroundings: Surroundings;
  #left: number;

  constructor(given: Given, surroundings: Surroundings) {
    this.#isJson = given.has('json');
    this.#surroundings = surroundings;
    this.#left = given.amount('limit', LIMIT_MAX) ?? Number.POSITIVE_INFINITY;
  }

  get isDone(): boolean {
    return this.#left <= 0;
  }

  async frame(frame: Frame): Promise<void> {
    this.#left -= 1;
    await this.#surroundings.output.write(`${this.#isJson ? JSON.stringify(frame) : line(frame)}\n`);
  }
}

function line({ at, identity, direction, action, text, truncated }: Frame): string {
  const words = [at, identity, direction === 'upstream' ? '>' : '<', action ?? '-', text];
  return `${words.map(printable).join(' ')}${truncated ? ' …' : ''}`;
}

function filterOf(given: Given) {
  const action = given.text('action');
  const direction = given.text('direction') as Frame['direction'] | undefined;
  return {
    ...(action === undefined ? {} : { action }),
    ...(direction === undefined ? {} : { direction }),
    ...(given.has('errors') ? { errors: true } : {}),
  };
}

function recentOf(given: Given, identity: string | undefined) {
  const limit = given.amount('recent', RECENT_MAX);
  if (limit === undefined) return undefined;
  if (identity === undefined || identity.endsWith('*')) throw new UsageProblem('--recent goes with one charge point');
  return { limit, path: { clientid: identity } };
}

function parsed(data: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(data) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new ApiError(null, 'UNREADABLE', 'The server sent an event that is not JSON', { cause: error });
  }
}

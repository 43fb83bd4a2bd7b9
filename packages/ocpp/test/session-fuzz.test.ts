// Random and mutated frames, messages of the MQTT side and ticks of the clock; the invariants stand in session-model.ts.
// The seed is fixed so that a failure is the same tomorrow; fast-check prints it with the shrunk steps.

import fc from 'fast-check';
import t from 'tap';
import type { DownstreamMessage, OcppVersion, SessionOptions } from '../src/index.ts';
import { call, error, frame, openSession, options16, result } from './opened-session.ts';
import { SessionModel, type Tally } from './session-model.ts';

const seed = 20_260_401;

type Step = (model: SessionModel) => void;

// Few ids, so that CALLs and answers meet.
const ids = fc.constantFrom('a', 'b', 'c', '7', '__proto__', 'constructor');
const time = '2026-01-01T00:00:00Z';
const payloads = fc.oneof(
  fc.constantFrom<Record<string, unknown>>(
    {},
    { status: 'Accepted' },
    { status: 'Maybe' },
    { currentTime: time },
    { currentTime: time, interval: 60, status: 'Accepted' },
    { currentTime: time, interval: 0, status: 'Accepted' },
    { key: 'HeartbeatInterval', value: '30' },
    { chargePointVendor: 'v', chargePointModel: 'm' },
    { type: 'Soft' },
  ),
  fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 3 }),
);
const upstreamActions = fc.constantFrom(
  'Heartbeat',
  'BootNotification',
  'Authorize',
  'DataTransfer',
  'Reset',
  'Dance',
  'toString',
);
const downstreamActions = fc.constantFrom(
  'ClearCache',
  'ClearCache',
  'Reset',
  'ChangeConfiguration',
  'Heartbeat',
  'Dance',
  '__proto__',
);

const wellFormed = fc.oneof(
  fc.tuple(ids, upstreamActions, payloads).map(([id, action, payload]) => frame(2, id, action, payload)),
  fc.constantFrom(
    frame(2, 'a', 'Heartbeat', {}),
    frame(2, 'b', 'BootNotification', { chargePointVendor: 'v', chargePointModel: 'm' }),
  ),
  fc.tuple(ids, payloads).map(([id, payload]) => frame(3, id, payload)),
  ids.map((id) => frame(3, id, { status: 'Accepted' })),
  ids.map((id) => frame(4, id, 'GenericError', '', {})),
);
const sloppy = fc
  .tuple(
    fc.oneof(fc.integer({ min: 0, max: 8 }), fc.jsonValue()),
    fc.oneof(ids, fc.constant(7), fc.jsonValue()),
    fc.array(fc.jsonValue(), { maxLength: 8 }),
  )
  .map(([type, id, rest]) => frame(type, id, ...rest));
const mutated = fc
  .tuple(
    fc.oneof(wellFormed, sloppy),
    fc.nat(),
    fc.nat({ max: 4 }),
    fc.constantFrom('', '"', '\\', '[', ']', '{', '}', ',', ':', ' ', '\u0000', '0', 'null', '[[[['),
  )
  .map(([text, at, length, inserted]) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + inserted + text.slice(start + length);
  });
const deep = fc.nat({ max: 3_000 }).map((levels) => `[3,"a",${'['.repeat(levels)}${']'.repeat(levels)}]`);
const texts = fc.oneof(
  { weight: 6, arbitrary: wellFormed },
  { weight: 3, arbitrary: mutated },
  { weight: 2, arbitrary: sloppy },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);

const messages: fc.Arbitrary<DownstreamMessage> = fc.oneof(
  ids.map((id) => call(id, 'ClearCache')),
  fc.tuple(ids, downstreamActions, payloads).map(([id, action, payload]) => call(id, action, payload)),
  fc.tuple(ids, payloads).map(([id, payload]) => result(id, payload)),
  ids.map((id) => result(id, { currentTime: time })),
  fc.tuple(ids, fc.string(), fc.string({ maxLength: 400 })).map(([id, code, text]) => error(id, code, text)),
);

const changes: fc.Arbitrary<Partial<SessionOptions>> = fc.record(
  {
    upstreamChecked: fc.boolean(),
    downstreamChecked: fc.boolean(),
    callTimeoutMs: fc.constantFrom(1, 1_000, 30_000),
    replyTimeoutMs: fc.constantFrom(0, 500, 60_000),
    callQueueMax: fc.constantFrom(0, 1, 5, 100),
    bootGate: fc.boolean(),
    idleTimeoutMs: fc.constantFrom(0, 90_000),
    defaultHeartbeatIntervalMs: fc.constantFrom(0, 90_000),
    heartbeatBackoff: fc.constantFrom(0, 1, 3),
  },
  { requiredKeys: [] },
);

let burst = 0;

/** More CALLs at once than any bound allows, under ids of their own. */
function flood(model: SessionModel, side: 'up' | 'down'): void {
  burst += 1;
  for (let at = 0; at < 210 && !model.isOver; at += 1) {
    const id = `burst ${burst} ${at}`;
    if (side === 'up') model.receiveFrame(frame(2, id, 'Heartbeat', {}));
    else model.receiveDownstream(call(id, 'ClearCache'));
  }
}

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: texts.map(
      (text): Step =>
        (model) =>
          model.receiveFrame(text),
    ),
  },
  {
    weight: 8,
    arbitrary: messages.map(
      (message): Step =>
        (model) =>
          model.receiveDownstream(message),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(0, 1, 1, 900, 900, 20_000, 40_000, 100_000).map(
      (ms): Step =>
        (model) =>
          model.tick(ms),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('ping' as const, 'pong' as const).map(
      (kind): Step =>
        (model) =>
          model.sign(kind),
    ),
  },
  {
    weight: 1,
    arbitrary: changes.map(
      (change): Step =>
        (model) =>
          model.reconfigure(change),
    ),
  },
);
const floods = fc.constantFrom('up' as const, 'down' as const).map(
  (side): Step =>
    (model) =>
      flood(model, side),
);

function run(
  program: readonly Step[],
  version: OcppVersion,
  options: SessionOptions,
  handOver: boolean,
  tally: Tally,
): void {
  const model = new SessionModel(openSession(options, undefined, version), version, options, tally);
  for (const step of program) {
    if (!model.isOver) step(model);
  }
  model.end(handOver);
}

const versions = fc.constantFrom<OcppVersion>('1.6', '2.0.1', '2.1');
const noTally = (): Tally => ({ sent: 0, queued: 0, refused: 0, ended: 0, asked: 0, answered: 0, silent: 0 });

t.test('no sequence of steps breaks an invariant, with strict order and without', async (t) => {
  const tally = noTally();
  const property = fc.property(
    fc.array(steps, { maxLength: 80, size: 'max' }),
    versions,
    fc.boolean(),
    changes,
    fc.boolean(),
    (program, version, strictCallOrder, change, handOver) =>
      run(program, version, { ...options16, ...change, strictCallOrder }, handOver, tally),
  );
  t.doesNotThrow(() => fc.assert(property, { seed, numRuns: 2_000 }));
  for (const [what, count] of Object.entries(tally)) t.ok(count >= 100, `${what}: ${count} times`);
});

t.test('no flood breaks a bound', async (t) => {
  const program = fc.array(fc.oneof({ weight: 4, arbitrary: steps }, { weight: 1, arbitrary: floods }), {
    maxLength: 20,
    size: 'max',
  });
  const property = fc.property(program, fc.boolean(), fc.boolean(), (each, strictCallOrder, handOver) =>
    run(each, '1.6', { ...options16, strictCallOrder }, handOver, noTally()),
  );
  t.doesNotThrow(() => fc.assert(property, { seed, numRuns: 150 }));
});

// What fast-check draws from: frames well formed, sloppy and mutated, messages of the MQTT side, changes of options.

import fc from 'fast-check';
import type { DownstreamMessage, OcppVersion, Payload, SessionOptions } from '../../src/index.ts';
import { call, checking, error, frame, result, send, versions } from '../opened-session.ts';
import { bootAnswer, samples, time } from '../samples.ts';
import type { Step } from './rig.ts';

/** The versions, drawn evenly. */
export const anyVersion: fc.Arbitrary<OcppVersion> = fc.constantFrom(...versions);

// Few ids, so that CALLs, answers and repetitions meet.
const ids = fc.constantFrom('a', 'b', 'c', '7', '__proto__', 'constructor');

const payloads: fc.Arbitrary<Payload> = fc.oneof(
  fc.constantFrom<Payload>(
    {},
    { status: 'Accepted' },
    { status: 'Maybe' },
    { currentTime: time },
    bootAnswer('Accepted', 60),
    bootAnswer('Accepted', 0),
    bootAnswer('Pending'),
    bootAnswer('Rejected'),
    { key: 'HeartbeatInterval', value: '30' },
    samples['2.1'].changeInterval[1],
    samples['2.1'].changed,
    samples['1.6'].boot[1],
    samples['2.1'].boot[1],
    samples['1.6'].authorize[1],
    samples['2.1'].authorize[1],
    { type: 'Soft' },
    { type: 'Immediate' },
    { requestedMessage: 'Heartbeat' },
    { id: 1, data: [] },
  ),
  fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 3 }),
);

const upstreamActions = fc.constantFrom(
  ...['Heartbeat', 'Heartbeat', 'BootNotification', 'Authorize', 'StatusNotification', 'DataTransfer', 'Reset'],
  ...['Dance', 'toString', 'NotifyPeriodicEventStream', 'Heartbeat-Signed'],
);
const downstreamActions = fc.constantFrom(
  ...['ClearCache', 'ClearCache', 'Reset', 'ChangeConfiguration', 'SetVariables', 'TriggerMessage', 'Heartbeat'],
  ...['Dance', '__proto__', 'NotifyPeriodicEventStream'],
);

const wellFormed = fc.oneof(
  fc.tuple(ids, upstreamActions, payloads).map(([id, action, payload]) => frame(2, id, action, payload)),
  ids.map((id) => frame(2, id, 'Heartbeat', {})),
  fc.tuple(ids, anyVersion).map(([id, version]) => frame(2, id, ...samples[version].boot)),
  fc.tuple(ids, payloads).map(([id, payload]) => frame(3, id, payload)),
  ids.map((id) => frame(3, id, { status: 'Accepted' })),
  fc.constant(frame(3, 7, { status: 'Accepted' })),
  ids.map((id) => frame(4, id, 'GenericError', '', {})),
  ids.map((id) => frame(5, id, 'FormatViolation', '', {})),
  fc.tuple(ids, payloads).map(([id, payload]) => frame(6, id, 'NotifyPeriodicEventStream', payload)),
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
  { weight: 8, arbitrary: wellFormed },
  { weight: 3, arbitrary: mutated },
  { weight: 2, arbitrary: sloppy },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);

const errors = fc
  .tuple(ids, fc.constantFrom('GenericError', 'FormationViolation', 'FormatViolation', 'Acme'), fc.string())
  .map(([id, code, text]) => error(id, code, text));
const messages: fc.Arbitrary<DownstreamMessage> = fc.oneof(
  { weight: 3, arbitrary: ids.map((id) => call(id, 'ClearCache')) },
  {
    weight: 2,
    arbitrary: fc.tuple(ids, downstreamActions, payloads).map(([id, action, payload]) => call(id, action, payload)),
  },
  { weight: 2, arbitrary: fc.tuple(ids, payloads).map(([id, payload]) => result(id, payload)) },
  { weight: 2, arbitrary: ids.map((id) => result(id, { currentTime: time })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(ids, fc.constantFrom('Accepted', 'Pending', 'Rejected'))
      .map(([id, status]) => result(id, bootAnswer(status))),
  },
  { weight: 1, arbitrary: errors },
  { weight: 1, arbitrary: errors.map((each) => ({ ...each, kind: 'CallResultError' as const })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(ids, fc.constantFrom('AcmeStream', 'Reset', 'NotifyPeriodicEventStream'))
      .map(([id, action]) => send(id, action)),
  },
);

const modes = fc.constantFrom('reject' as const, 'reject' as const, 'warn' as const, 'off' as const);

/** Some options other than the defaults. */
export const changes: fc.Arbitrary<Partial<SessionOptions>> = fc.record(
  {
    checking: fc
      .tuple(modes, modes, fc.dictionary(fc.constantFrom('Heartbeat', 'ClearCache', 'Reset'), modes, { maxKeys: 2 }))
      .map(([upstream, downstream, actions]) => checking(upstream, downstream, actions)),
    strictCallOrder: fc.boolean(),
    callTimeoutMs: fc.constantFrom(1, 1_000, 30_000),
    callTimeoutsMs: fc.constantFrom(new Map(), new Map([['ClearCache', 5_000]])),
    replyTimeoutMs: fc.constantFrom(0, 500, 60_000),
    retryWindowMs: fc.constantFrom(0, 1_000, 60_000),
    callQueueMax: fc.constantFrom(0, 1, 5, 100),
    bootGate: fc.boolean(),
    idleTimeoutMs: fc.constantFrom(0, 90_000),
    defaultHeartbeatIntervalMs: fc.constantFrom(0, 90_000),
    heartbeatBackoff: fc.constantFrom(0, 1, 3),
    responder: fc.constantFrom(
      undefined,
      { afterMs: 0, heartbeatIntervalS: 60, idTags: undefined },
      { afterMs: 900, heartbeatIntervalS: 0, idTags: new Set(['TAG1']) },
    ),
  },
  { requiredKeys: [] },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: texts.map((text): Step => ({ kind: 'frame', text })) },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('downstream' as const),
      message: messages,
      hasReplyTopic: fc.constantFrom(true, true, true, false),
      expiresInMs: fc.constantFrom(undefined, undefined, 0, 1, 2_000, 50_000),
      caller: fc.constantFrom<'none' | 'later' | number>('none', 'none', 'none', 'later', 1, 900, 50_000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(0, 1, 1, 900, 900, 20_000, 40_000, 100_000).map((ms): Step => ({ kind: 'tick', ms })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('ping' as const, 'pong' as const).map((sign): Step => ({ kind: 'sign', sign })),
  },
  { weight: 1, arbitrary: changes.map((change): Step => ({ kind: 'reconfigure', change })) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('reconnect' as const),
      version: anyVersion,
      isHandedOver: fc.boolean(),
      reason: fc.constantFrom('connection_lost' as const, 'superseded' as const),
    }),
  },
);

/** A CALL of the charge point, its answer, perhaps a reconnect, and the CALL again. */
const repetition = fc
  .tuple(ids, fc.constantFrom(0, 900, 40_000), fc.option(anyVersion), fc.boolean())
  .map(([id, ms, version, isSame]): readonly Step[] => {
    const asked: Step = { kind: 'frame', text: frame(2, id, 'Heartbeat', {}) };
    const message = result(id, { currentTime: time });
    const reconnect: Step = { kind: 'reconnect', version: version ?? '1.6', isHandedOver: true, reason: 'superseded' };
    return [
      asked,
      { kind: 'downstream', message, hasReplyTopic: false, expiresInMs: undefined },
      { kind: 'tick', ms },
      ...(version === null ? [] : [reconnect]),
      isSame ? asked : { kind: 'frame', text: frame(2, id, 'Authorize', samples['1.6'].authorize[1]) },
    ];
  });

/** A CALL of the CSMS and its answer. */
const exchange = fc
  .tuple(ids, anyVersion, fc.boolean(), fc.constantFrom(0, 1, 40_000))
  .map(([id, version, isChange, ms]): readonly Step[] => {
    const { changeInterval, changed } = samples[version];
    const message = isChange ? call(id, ...changeInterval) : call(id, 'ClearCache');
    return [
      { kind: 'downstream', message, hasReplyTopic: true, expiresInMs: 1_000 },
      { kind: 'tick', ms },
      { kind: 'frame', text: frame(3, id, isChange ? changed : { status: 'Accepted' }) },
    ];
  });

/** Steps of any kind, one or a few that belong together. */
export const scenes: fc.Arbitrary<readonly Step[]> = fc.oneof(
  { weight: 28, arbitrary: step.map((each): readonly Step[] => [each]) },
  { weight: 1, arbitrary: repetition },
  { weight: 1, arbitrary: exchange },
);

// Each error code of each version, produced by a real exchange: what arrives, and what the other side is told. `up` goes to the
// charge point, `down` to the MQTT side.

import t from 'tap';
import {
  errorCodes2,
  errorCodes16,
  type OcppVersion,
  type Output,
  type Session,
  type SessionOptions,
} from '../src/index.ts';
import { call, error, frame, openSession, published, result, transmitted, versions } from './opened-session.ts';
import { samples } from './samples.ts';

type Exchange = {
  readonly code: string;
  readonly what: string;
  readonly in: readonly OcppVersion[];
  readonly options?: Partial<SessionOptions>;
  readonly told: (session: Session, version: OcppVersion) => readonly Output[];
};

const v2 = ['2.0.1', '2.1'] as const;
const beat = frame(2, 'u1', 'Heartbeat', {});
const clear = call('d1', 'ClearCache');

/** The charge point sends a CALL; what it is told at once. */
const asking = (action: string, payload: unknown) => (session: Session) =>
  session.receiveFrame(frame(2, 'u1', action, payload), 0);

/** The CSMS answers a CALL of the charge point with a code; what the charge point is told. */
const answeredWith = (code: string) => (session: Session) => {
  session.receiveFrame(beat, 0);
  return session.receiveDownstream(error('u1', code), 1);
};

/** The charge point answers a CALL of the CSMS with a code; what the MQTT side is told. */
const repliedWith = (code: string) => (session: Session) => {
  session.receiveDownstream(clear, 0);
  return session.receiveFrame(frame(4, 'd1', code, '', {}), 1);
};

const exchanges: readonly Exchange[] = [
  { code: 'NotImplemented', what: 'an unknown action', in: versions, told: asking('Dance', {}) },
  { code: 'NotSupported', what: 'an action of the other side', in: versions, told: asking('Reset', {}) },
  {
    code: 'InternalError',
    what: 'a CALL that nobody answers',
    in: versions,
    told: (session) => {
      session.receiveFrame(beat, 0);
      return session.advance(60_000);
    },
  },
  {
    code: 'ProtocolError',
    what: 'the id of a CALL still being processed',
    in: ['1.6'],
    told: (session) => {
      session.receiveFrame(beat, 0);
      return session.receiveFrame(beat, 1);
    },
  },
  { code: 'ProtocolError', what: 'what the CSMS answers', in: v2, told: answeredWith('ProtocolError') },
  {
    code: 'SecurityError',
    what: 'a CALL before a boot was accepted',
    in: versions,
    options: { bootGate: true },
    told: asking('Heartbeat', {}),
  },
  {
    code: 'TypeConstraintViolation',
    what: 'a wrong type',
    in: versions,
    told: (session, version) => asking(...samples[version].wrongType)(session),
  },
  {
    code: 'PropertyConstraintViolation',
    what: 'a value outside its enumeration',
    in: versions,
    told: (session, version) => asking(...samples[version].notInEnum)(session),
  },
  {
    code: 'OccurenceConstraintViolation',
    what: 'a missing property',
    in: ['1.6'],
    told: (session, version) => asking(...samples[version].missing)(session),
  },
  {
    code: 'OccurrenceConstraintViolation',
    what: 'a missing property',
    in: v2,
    told: (session, version) => asking(...samples[version].missing)(session),
  },
  { code: 'FormationViolation', what: 'an extra property', in: ['1.6'], told: asking('Heartbeat', { extra: 1 }) },
  { code: 'FormatViolation', what: 'an extra property', in: v2, told: asking('Heartbeat', { extra: 1 }) },
  {
    code: 'RpcFrameworkError',
    what: 'a frame that is no JSON',
    in: v2,
    told: (session) => session.receiveFrame('x', 0),
  },
  {
    code: 'MessageTypeNotSupported',
    what: 'an unknown message type',
    in: ['2.0.1'],
    told: (session) => session.receiveFrame('[7,"u1"]', 0),
  },
  // 2.1 ignores an unknown type; there a charge point says so of ours.
  {
    code: 'MessageTypeNotSupported',
    what: 'what the charge point answers',
    in: ['2.1'],
    told: repliedWith('MessageTypeNotSupported'),
  },
  {
    code: 'GenericError',
    what: 'a CALL of the CSMS that times out',
    in: versions,
    told: (session) => {
      session.receiveDownstream(clear, 0);
      return session.advance(30_000);
    },
  },
];

/** The codes that either side is told. */
function codesIn(outputs: readonly Output[]): readonly unknown[] {
  const up = transmitted(outputs).map((text) => (JSON.parse(text) as unknown[])[2]);
  const down = published(outputs).map(({ message }) => ('errorCode' in message ? message.errorCode : undefined));
  return [...up, ...down];
}

for (const version of versions) {
  const known: readonly string[] = version === '1.6' ? errorCodes16 : errorCodes2;
  const ofVersion = exchanges.filter((exchange) => exchange.in.includes(version));

  for (const { code, what, options, told } of ofVersion) {
    t.test(`${code} in ${version}: ${what}`, async (t) => {
      t.strictSame(codesIn(told(openSession(options, undefined, version), version)), [code]);
    });
  }

  t.test(`these exchanges are for all ${known.length} codes of ${version}`, async (t) => {
    t.strictSame([...new Set(ofVersion.map(({ code }) => code))].sort(), [...known].sort());
  });

  t.test(
    `whichever of its ${known.length} codes, in whichever spelling, the CSMS answers with, ${version} gets its own`,
    async (t) => {
      for (const code of new Set([...errorCodes16, ...errorCodes2])) {
        const [told] = codesIn(answeredWith(code)(openSession({}, undefined, version)));
        t.ok(known.includes(String(told)), `${code} becomes ${told}`);
        if (known.includes(code)) t.equal(told, code);
      }
    },
  );

  t.test(`whichever code a charge point of ${version} answers with goes to the MQTT side`, async (t) => {
    for (const code of new Set([...errorCodes16, ...errorCodes2, 'AcmeError']))
      t.strictSame(codesIn(repliedWith(code)(openSession({}, undefined, version))), [code]);
  });
}

t.test('an answer to no CALL is GenericError on the MQTT side, in every version', async (t) => {
  for (const version of versions)
    t.strictSame(codesIn(openSession({}, undefined, version).receiveDownstream(result('u9'), 0)), ['GenericError']);
});

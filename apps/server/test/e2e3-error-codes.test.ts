// Shows of issue 3: "1.6's ten and 2.x's twelve error codes each produced by a real exchange in a test"; and "Errors in the connection's own
// spelling, with the code the table asks for and a description that names the path … What the MQTT side writes in the other spelling is
// translated". The codes are those that a charge point receives.

import { errorCodes2, errorCodes16 } from '@ocpp-broker/ocpp';
import type { RawChargePoint } from '@ocpp-broker/simulator';
import t, { type Test } from 'tap';
import { type Fields, startTestServer } from './fixtures/running-server.ts';
import { changeSettings } from './fixtures/running-settings.ts';

const versions = ['1.6', '2.0.1', '2.1'] as const;
type Version = (typeof versions)[number];

const settings = { gateway: { ocpp: { authentication: { username_must_be_identity: 'never' } } } };
const running = await startTestServer(t, { settings });
const csms = await running.mqtt();
await csms.subscribe('ocpp/cp/+');

/** One way to an error: frames of the charge point, the last of which earns it; or the code that the CSMS writes. */
type Way = {
  readonly version: Version;
  readonly code: string;
  readonly why: string;
  readonly frames?: readonly unknown[];
  readonly fromCsms?: string;
  readonly settings?: Fields;
  /** The id under which the error comes. */
  readonly id?: string;
  readonly description?: RegExp;
};

const boot = (version: Version, fields: Fields = {}): Fields =>
  version === '1.6'
    ? { chargePointVendor: 'v', chargePointModel: 'm', ...fields }
    : { reason: 'PowerUp', chargingStation: { vendorName: 'v', model: 'm' }, ...fields };

const call = (action: string, payload: Fields = {}) => [2, 'e1', action, payload];

/** What a version answers for itself, in the words of its family. */
function earned(version: Version): readonly Way[] {
  const is16 = version === '1.6';
  const formation = is16 ? 'FormationViolation' : 'FormatViolation';
  const occurrence = is16 ? 'OccurenceConstraintViolation' : 'OccurrenceConstraintViolation';
  const way = (
    code: string,
    why: string,
    frames: readonly unknown[],
    description: RegExp,
    more: Partial<Way> = {},
  ): Way => ({
    version,
    code,
    why,
    frames,
    description,
    ...more,
  });
  const [wrongType, tooLong] = is16
    ? [{ chargePointVendor: 7 }, { chargePointVendor: 'x'.repeat(21) }]
    : [{ reason: 7 }, { chargingStation: { vendorName: 'v', model: 'x'.repeat(21) } }];
  return [
    way('NotImplemented', 'an unknown action', [call('Frobnicate')], /Frobnicate is unknown/),
    way('NotImplemented', 'an action in the wrong case', [call('heartbeat')], /heartbeat is unknown/),
    way('NotSupported', 'an action of the CSMS', [call('Reset', { type: 'Soft' })], /sent by the CSMS only/),
    way('InternalError', 'nobody answered in time', [call('Heartbeat')], /no answer in time/, {
      settings: { reply_timeout: '100ms' },
    }),
    way('SecurityError', 'a CALL before the boot was accepted', [call('Heartbeat')], /no BootNotification/, {
      settings: { boot_gate: true },
    }),
    way(
      'TypeConstraintViolation',
      'a wrong type',
      [call('BootNotification', boot(version, wrongType))],
      /^\/\w+: must be string/,
    ),
    way(
      'PropertyConstraintViolation',
      'a text that is too long',
      [call('BootNotification', boot(version, tooLong))],
      /^\/[\w/]+: must NOT have more/,
    ),
    way(occurrence, 'a missing property', [call('BootNotification')], /^\/: \w+ is missing/),
    way(
      formation,
      'a property too many',
      [call('BootNotification', boot(version, { colour: 'red' }))],
      /^\/: colour is not/,
    ),
    way(formation, 'a payload that is no object', [[2, 'e1', 'Heartbeat', 'now']], /payload must be a JSON object/),
    way(
      is16 ? 'ProtocolError' : 'RpcFrameworkError',
      'the id of a CALL that is still processed',
      [call('Heartbeat'), call('Heartbeat')],
      /still being processed/,
    ),
    way(
      is16 ? formation : 'RpcFrameworkError',
      'an id that is too long',
      [[2, 'i'.repeat(37), 'Heartbeat', {}]],
      /unique id must be/,
      { id: 'i'.repeat(37) },
    ),
  ];
}

/** What only 2.x answers: frames that cannot be read, and types that it does not know. */
const only2: readonly Way[] = [
  ...(['2.0.1', '2.1'] as const).flatMap((version): readonly Way[] => [
    { version, code: 'RpcFrameworkError', why: 'no JSON', frames: ['boot!'], id: '-1', description: /not JSON/ },
    { version, code: 'RpcFrameworkError', why: 'no array', frames: ['{}'], id: '-1', description: /not a JSON array/ },
  ]),
  { version: '2.0.1', code: 'MessageTypeNotSupported', why: 'an unknown type', frames: [[9, 'e1', 'x', {}]] },
  { version: '2.0.1', code: 'MessageTypeNotSupported', why: 'a SEND', frames: [[6, 'e1', 'Heartbeat', {}]] },
];

/** Every code can come of the CSMS, whichever family's spelling it writes. */
const written: readonly Way[] = versions.flatMap((version) =>
  [...new Set([...errorCodes16, ...errorCodes2])].map((fromCsms): Way => {
    const code = inFamily(fromCsms, version);
    return { version, code, why: `the CSMS writes ${fromCsms}`, fromCsms, frames: [call('Heartbeat')] };
  }),
);

function inFamily(code: string, version: Version): string {
  const family16: Readonly<Record<string, string>> = {
    FormatViolation: 'FormationViolation',
    OccurrenceConstraintViolation: 'OccurenceConstraintViolation',
    MessageTypeNotSupported: 'NotSupported',
    RpcFrameworkError: 'ProtocolError',
  };
  const family2: Readonly<Record<string, string>> = {
    FormationViolation: 'FormatViolation',
    OccurenceConstraintViolation: 'OccurrenceConstraintViolation',
  };
  return (version === '1.6' ? family16 : family2)[code] ?? code;
}

let charged = 0;

/** Goes one way with a new charge point, and returns the error that came at its end. */
async function produced(t: Test, way: Way): Promise<readonly unknown[]> {
  if (way.settings !== undefined) await changeSettings(t, running, way.settings);
  const identity = `CP${charged++}`;
  const chargePoint: RawChargePoint = await running.chargePoint(identity, { subprotocols: [`ocpp${way.version}`] });
  for (const frame of way.frames ?? []) await chargePoint.send(frame);
  if (way.fromCsms !== undefined) {
    await csms.nextEnvelope(`ocpp/cp/${identity}`);
    await csms.publish(`ocpp/cs/${identity}`, {
      MessageTypeId: 4,
      UniqueId: 'e1',
      ErrorCode: way.fromCsms,
      ErrorDescription: 'so',
    });
  }
  const error = (await chargePoint.nextJson()) as readonly unknown[];
  await chargePoint.close();
  return error;
}

const all = [...versions.flatMap(earned), ...only2, ...written];

for (const version of versions) {
  t.test(`every error code of OCPP ${version} comes of a real exchange, and no other`, async (t) => {
    const heard = new Set<unknown>();
    for (const way of all.filter((one) => one.version === version)) {
      await t.test(`${way.code}: ${way.why}`, async (t) => {
        const error = await produced(t, way);
        const [type, id, code, description, details] = error;
        t.same([type, id, code], [4, way.id ?? 'e1', way.code]);
        t.match(description, way.description ?? String);
        t.ok(String(description).length <= 255);
        t.same(details, {});
        heard.add(code);
      });
    }
    t.same([...heard].sort(), [...(version === '1.6' ? errorCodes16 : errorCodes2)].sort());
  });
}

t.test('the table earns of a version itself all codes but those that only a CSMS has a use for', async (t) => {
  const onlyWritten: Readonly<Record<Version, readonly string[]>> = {
    '1.6': ['GenericError'],
    '2.0.1': ['GenericError', 'ProtocolError'],
    '2.1': ['GenericError', 'MessageTypeNotSupported', 'ProtocolError'],
  };
  for (const version of versions) {
    const own = new Set(
      [...earned(version), ...only2.filter((one) => one.version === version)].map(({ code }) => code),
    );
    const codes: readonly string[] = version === '1.6' ? errorCodes16 : errorCodes2;
    t.same(codes.filter((code) => !own.has(code)).sort(), onlyWritten[version], version);
  }
});

t.test('the rows of the table that are answered with nothing are answered with nothing', async (t) => {
  const silent: readonly (readonly [version: Version, frame: unknown])[] = [
    ['1.6', 'boot!'],
    ['1.6', '{}'],
    ['1.6', [9, 'e1', 'x', {}]],
    ['1.6', [6, 'e1', 'Heartbeat', {}]],
    ['2.1', [9, 'e1', 'x', {}]],
    ['2.1', [6, 'e1', 'Frobnicate', {}]],
    ...versions.flatMap((version) => [
      [version, ''] as const,
      [version, [3, 'nobody', {}]] as const,
      [version, [4, 'nobody', 'GenericError', '', {}]] as const,
    ]),
  ];
  for (const [version, frame] of silent) {
    const chargePoint = await running.chargePoint('CP1', { subprotocols: [`ocpp${version}`] });
    await chargePoint.send(frame);
    await chargePoint.send(call('Frobnicate'));
    t.match(await chargePoint.nextJson(), [4, 'e1', 'NotImplemented'], `${version} ${JSON.stringify(frame)}`);
    await chargePoint.close();
  }
});

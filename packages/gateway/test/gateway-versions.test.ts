import t from 'tap';
import { eventually } from './fixtures/eventually.ts';
import { GatewayRig } from './fixtures/gateway-rig.ts';
import { bootOf, call, reason } from './fixtures/messages.ts';

const access = { usernameMustBeIdentity: 'never' } as const;
const versions = ['1.6', '2.0.1', '2.1'] as const;

t.test(
  "three versions on one port: the client's first choice is in topics, presence and the client's view",
  async (t) => {
    const topics = { call: 'cp/${version}/${cid}', presence: 'presence/${version}/${cid}' };
    const rig = await GatewayRig.start(t, { options: { access, topics } });
    const choices = [
      ['1.6', ['ocpp1.6', 'ocpp2.1']],
      ['2.0.1', ['ocpp2.0.1', 'ocpp2.1', 'ocpp1.6']],
      ['2.1', ['ocpp3.0', 'ocpp2.1', 'ocpp1.6']],
    ] as const;
    for (const [version, subprotocols] of choices) {
      const identity = `CP-${version}`;
      const raw = await rig.connect(identity, { subprotocols });
      t.equal(raw.subprotocol, `ocpp${version}`);
      t.match(await rig.bus.nextJson(`ocpp/presence/${version}/${identity}`), { Connected: true, Version: version });
      await raw.send([2, 'boot', 'BootNotification', bootOf(version)]);
      const Payload = bootOf(version);
      t.match(await rig.bus.nextJson(`ocpp/cp/${version}/${identity}`), { Action: 'BootNotification', Payload });
      t.match(rig.gateway.client(identity), { version, facts: { vendor: 'vendor1', model: 'model1' } });
      t.match(rig.registrations.get(identity), { version, vendor: 'vendor1', model: 'model1' });
    }
    t.strictSame(
      rig.gateway.clients().map(({ version }) => version),
      versions,
      'all three at once',
    );
  },
);

t.test('the version belongs to the connection: an identity may come back in another', async (t) => {
  const rig = await GatewayRig.start(t, { options: { access } });
  for (const version of ['2.1', '1.6', '2.0.1'] as const) {
    const raw = await rig.connect('CP1', { subprotocols: [`ocpp${version}`] });
    t.match(await rig.bus.nextJson('ocpp/cp/CP1/Presence'), { Connected: true, Version: version });
    t.equal(rig.gateway.client('CP1')?.version, version);
    await raw.send([2, 'u1', 'BootNotification', bootOf(version === '1.6' ? '2.1' : '1.6')]);
    const code = version === '1.6' ? 'OccurenceConstraintViolation' : 'OccurrenceConstraintViolation';
    t.match(await raw.nextJson(), [4, 'u1', code], 'and is held to its rules');
    t.equal(rig.registrations.get('CP1')?.version, version);
    await raw.close(1000, `done with ${version}`);
    t.match(await rig.bus.nextJson('ocpp/cp/CP1/Presence'), { Connected: false, Version: version });
  }
});

t.test(
  'a message for an absent charge point is refused in the spelling of the version that it spoke last',
  async (t) => {
    const rig = await GatewayRig.start(t, { options: { access } });
    for (const [version, code] of [
      ['2.0.1', 'FormatViolation'],
      ['1.6', 'FormationViolation'],
    ] as const) {
      const raw = await rig.connect('CP1', { subprotocols: [`ocpp${version}`] });
      await raw.close();
      await eventually(() => !rig.gateway.isConnected('CP1'));
      rig.bus.send('ocpp/cs/CP1', 'hello');
      t.match(await rig.bus.nextJson('ocpp/cp/CP1/Reply'), { ErrorCode: code, ...reason('not_json') });
    }
  },
);

t.test('a frame whose id cannot be read is answered with "-1" in 2.x, and not at all in 1.6', async (t) => {
  const rig = await GatewayRig.start(t, { options: { access } });
  const frames = ['hello', '{"a":1}', '[]', '[2]', '[2,{},"Heartbeat",{}]'];
  for (const version of versions) {
    const raw = await rig.connect(version, { subprotocols: [`ocpp${version}`] });
    for (const frame of frames) {
      await raw.send(frame);
      if (version !== '1.6')
        t.match(await raw.nextJson(), [4, '-1', 'RpcFrameworkError', /./, {}], `${version} ${frame}`);
    }
    await rig.beat(raw, version, 'after');
    t.strictSame(raw.unread, [], version);
    t.strictSame(rig.reportCodes(version), Array(frames.length).fill('malformed_frame'));
  }
});

t.test('an unknown type is answered in 2.0.1 only, and types 5 and 6 are unknown to all but 2.1', async (t) => {
  const rig = await GatewayRig.start(t, { options: { access } });
  const frames = ['[9,"u9","Heartbeat",{}]', '[6,"u6","Heartbeat",{}]', '[5,"u5","GenericError","",{}]'];
  for (const version of ['1.6', '2.0.1'] as const) {
    const raw = await rig.connect(version, { subprotocols: [`ocpp${version}`] });
    for (const frame of frames) {
      await raw.send(frame);
      const [, id] = JSON.parse(frame) as [number, string];
      if (version === '2.0.1') t.match(await raw.nextJson(), [4, id, 'MessageTypeNotSupported'], frame);
    }
    await rig.beat(raw, version, 'after');
    t.strictSame(raw.unread, []);
    t.equal(rig.reportCodes(version).length, frames.length);
    t.equal(rig.bus.all(`ocpp/cp/${version}`).length, 1, 'none is published');
  }
  const raw = await rig.connect('2.1', { subprotocols: ['ocpp2.1'] });
  await raw.send('[9,"u9","Heartbeat",{}]');
  await rig.beat(raw, '2.1', 'after');
  t.strictSame(raw.unread, [], '2.1 ignores what it does not know');
});

t.test('errors to the charge point are in the spelling of its version, and name the path', async (t) => {
  const rig = await GatewayRig.start(t, { options: { access } });
  const cases = [
    [{}, { '1.6': 'OccurenceConstraintViolation', '2.x': 'OccurrenceConstraintViolation' }, /^\/: .* is missing$/],
    [{ more: 1 }, { '1.6': 'FormationViolation', '2.x': 'FormatViolation' }, /^\/: more is not a property/],
    [{ vendorId: 7 }, { '1.6': 'TypeConstraintViolation', '2.x': 'TypeConstraintViolation' }, /^\/vendorId: /],
    [
      { vendorId: 'v'.repeat(256) },
      { '1.6': 'PropertyConstraintViolation', '2.x': 'PropertyConstraintViolation' },
      /^\/vendorId: /,
    ],
  ] as const;
  for (const version of versions) {
    const raw = await rig.connect(version, { subprotocols: [`ocpp${version}`] });
    for (const [payload, codes, description] of cases) {
      const whole = 'more' in payload ? { vendorId: 'v', ...payload } : payload;
      await raw.send([2, 'u1', 'DataTransfer', whole]);
      const code = version === '1.6' ? codes['1.6'] : codes['2.x'];
      t.match(await raw.nextJson(), [4, 'u1', code, description, {}], version);
    }
    await raw.send([2, 'same', 'DataTransfer', { vendorId: 'v' }]);
    await raw.send([2, 'same', 'DataTransfer', { vendorId: 'v' }]);
    t.match(await raw.nextJson(), [4, 'same', version === '1.6' ? 'ProtocolError' : 'RpcFrameworkError'], version);
  }
});

t.test('what the MQTT side writes in the other spelling is translated on its way down', async (t) => {
  const rig = await GatewayRig.start(t, { options: { access } });
  const written = [
    'FormationViolation',
    'FormatViolation',
    'OccurenceConstraintViolation',
    'OccurrenceConstraintViolation',
  ];
  const spelt = {
    '1.6': ['FormationViolation', 'FormationViolation', 'OccurenceConstraintViolation', 'OccurenceConstraintViolation'],
    '2.x': ['FormatViolation', 'FormatViolation', 'OccurrenceConstraintViolation', 'OccurrenceConstraintViolation'],
  };
  const onlyIn2 = { MessageTypeNotSupported: 'NotSupported', RpcFrameworkError: 'ProtocolError' };
  for (const version of versions) {
    const raw = await rig.connect(version, { subprotocols: [`ocpp${version}`] });
    const codes = [...written, ...Object.keys(onlyIn2), 'SecurityError', 'VendorError'];
    const family = version === '1.6' ? spelt['1.6'] : spelt['2.x'];
    const rest = version === '1.6' ? Object.values(onlyIn2) : Object.keys(onlyIn2);
    const expected = [...family, ...rest, 'SecurityError', 'VendorError'];
    for (const [place, ErrorCode] of codes.entries()) {
      await rig.beat(raw, version, `u${place}`);
      rig.bus.send(`ocpp/cs/${version}`, {
        MessageTypeId: 4,
        UniqueId: `u${place}`,
        ErrorCode,
        ErrorDescription: 'no',
      });
      t.strictSame(await raw.nextJson(), [4, `u${place}`, expected[place], 'no', {}], `${version} ${ErrorCode}`);
    }
  }
});

t.test('errors to the MQTT side are in the spelling of the connection too', async (t) => {
  const rig = await GatewayRig.start(t, { options: { access } });
  for (const version of versions) {
    await rig.connect(version, { subprotocols: [`ocpp${version}`] });
    rig.bus.send(`ocpp/cs/${version}`, call('u1', 'Reset', {}));
    rig.bus.send(`ocpp/cs/${version}`, call('u2', 'TriggerMessage', { requestedMessage: 'Heartbeat', more: 1 }));
    rig.bus.send(`ocpp/cs/${version}`, 'hello');
    const is16 = version === '1.6';
    t.match(rig.bus.all(`ocpp/cp/${version}/Reply`), [
      { UniqueId: 'u1', ErrorCode: is16 ? 'OccurenceConstraintViolation' : 'OccurrenceConstraintViolation' },
      { UniqueId: 'u2', ErrorCode: is16 ? 'FormationViolation' : 'FormatViolation' },
      { UniqueId: '', ErrorCode: is16 ? 'FormationViolation' : 'FormatViolation' },
    ]);
  }
});

t.test('an action of another version is unknown', async (t) => {
  const rig = await GatewayRig.start(t, { options: { access } });
  const old = await rig.connect('old');
  await old.send([2, 'u1', 'TransactionEvent', {}]);
  t.match(await old.nextJson(), [4, 'u1', 'NotImplemented']);
  const newer = await rig.connect('newer', { subprotocols: ['ocpp2.0.1'] });
  await newer.send([2, 'u1', 'StartTransaction', {}]);
  t.match(await newer.nextJson(), [4, 'u1', 'NotImplemented']);
  rig.bus.send('ocpp/cs/newer', call('u2', 'RemoteStartTransaction'));
  t.match(await rig.bus.nextJson('ocpp/cp/newer/Reply'), { ErrorCode: 'NotImplemented', ...reason('not_allowed') });
});

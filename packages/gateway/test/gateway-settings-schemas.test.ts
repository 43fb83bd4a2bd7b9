import type { SchemaDocument } from '@ocpp-broker/ocpp';
import t from 'tap';
import { GatewayRig } from './fixtures/gateway-rig.ts';
import { shippedIdPrefix } from './fixtures/schemas.ts';

const request = (prefix: string, action: string, properties: object): SchemaDocument => ({
  $id: `${prefix}${action}Request`,
  type: 'object',
  properties,
  additionalProperties: false,
});

t.test("the user's own document takes the place of the shipped one", async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const beat = [2, 'u1', 'Heartbeat', { vendorData: 7 }];
  await raw.send(beat);
  t.match(await raw.nextJson(), [4, 'u1', 'FormationViolation']);
  const own = request(shippedIdPrefix, 'Heartbeat', { vendorData: { type: 'integer' } });
  await rig.reconfigure({ schemas: { own: [own] } });
  await raw.send(beat);
  t.match(await rig.bus.nextJson('ocpp/cp/CP1'), { UniqueId: 'u1', Payload: { vendorData: 7 } });
  await rig.reconfigure({ schemas: { own: [] } });
  await raw.send([2, 'u2', 'Heartbeat', { vendorData: 7 }]);
  t.match(await raw.nextJson(), [4, 'u2', 'FormationViolation']);
});

t.test("an action of the user's own is known by its document, in both directions", async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await rig.reconfigure({ schemas: { own: [request(shippedIdPrefix, 'Sing', { song: { type: 'string' } })] } });
  await raw.send([2, 'u1', 'Sing', { song: 'la' }]);
  t.match(await rig.bus.nextJson('ocpp/cp/CP1'), { Action: 'Sing' });
  await raw.send([2, 'u2', 'Sing', { song: 1 }]);
  t.match(await raw.nextJson(), [4, 'u2', 'TypeConstraintViolation']);
  rig.bus.send('ocpp/cs/CP1', { MessageTypeId: 2, UniqueId: 'u3', Action: 'Sing', Payload: { song: 'la' } });
  t.match(await raw.nextJson(), [2, 'u3', 'Sing']);
});

t.test(
  'json_schema_id_prefix: documents under it are found first, the shipped ones are there for the rest',
  async (t) => {
    const rig = await GatewayRig.start(t);
    const raw = await rig.connect('CP1');
    const own = [request('urn:mine:', 'Heartbeat', { mine: {} })];
    await rig.reconfigure({ schemas: { own } });
    await raw.send([2, 'u1', 'Heartbeat', { mine: 1 }]);
    t.match(await raw.nextJson(), [4, 'u1', 'FormationViolation'], 'not found under the old prefix');
    await rig.reconfigure({ schemas: { own, idPrefix: 'urn:mine:' } });
    await raw.send([2, 'u2', 'Heartbeat', { mine: 1 }]);
    t.match(await rig.bus.nextJson('ocpp/cp/CP1'), { UniqueId: 'u2' });
    await raw.send([2, 'u3', 'StatusNotification', { connectorId: 1 }]);
    t.match(await raw.nextJson(), [4, 'u3', 'OccurenceConstraintViolation']);
  },
);

t.test('where nothing is checked payloads are let through, but no frame that is none', async (t) => {
  const checking = { upstream: 'off', downstream: 'off', actions: new Map() } as const;
  const rig = await GatewayRig.start(t, { options: { session: { checking } } });
  const raw = await rig.connect('user', { subprotocols: ['ocpp2.0.1'] });
  await raw.send([2, 'u1', 'Heartbeat', {}]);
  t.match(await rig.bus.nextJson('ocpp/cp/user'), { Action: 'Heartbeat' });
  await raw.send('hello');
  t.match(await raw.nextJson(), [4, '-1', 'RpcFrameworkError']);
});

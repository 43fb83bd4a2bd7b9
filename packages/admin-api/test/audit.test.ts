import t from 'tap';
import { logIn, testApi, VIEWER } from './fixtures/api.ts';

t.test('an entry says when, who, what, to what and from where', async (t) => {
  const rig = await testApi();
  const as = await logIn(rig);
  rig.memory.audit.length = 0;
  rig.memory.time.now += 5;
  await rig.ask('DELETE /clients/mqtt-3', { as, from: '10.0.0.7' });
  t.same(rig.memory.audit, [
    {
      at: rig.memory.time.now,
      actor: { kind: 'user', name: 'admin' },
      action: 'kick mqtt client',
      target: 'mqtt-3',
      from: '10.0.0.7',
      detail: null,
    },
  ]);
});

t.test('what is only read or is refused leaves no entry', async (t) => {
  const { ask, memory } = await testApi();
  await ask('GET /clients');
  await ask('DELETE /clients/none');
  await ask('DELETE /clients/mqtt-3', { as: VIEWER });
  await ask('DELETE /clients/mqtt-3', { as: null });
  t.same(memory.audit, []);
});

t.test('a change that cannot be recorded is made and answered all the same, and logged', async (t) => {
  const { ask, memory } = await testApi();
  memory.ports.audit.append = () => {
    throw new Error('disk full');
  };
  t.equal((await ask('DELETE /clients/mqtt-3')).status, 204);
  t.notOk(memory.clients.mqtt.stored.has('mqtt-3'));
  t.match(memory.logged, [{ level: 'error', details: { action: 'kick mqtt client', target: 'mqtt-3' } }]);
});

t.test('an entry tells what was changed, before and after, and no secret', async (t) => {
  const { ask, memory } = await testApi();
  const users = '/gateways/ocpp/authentication/users';
  await ask(`POST ${users}`, { body: { user_id: 'CP1', password: 'hunter2' } });
  await ask(`PUT ${users}/CP1`, { body: { password: 'hunter3', is_superuser: true } });
  await ask(`DELETE ${users}/CP1`);
  await ask('POST /api_key', { body: { name: 'k', role: 'viewer' } });
  await ask('PUT /api_key/k', { body: { enable: false } });
  await ask('PUT /listeners/tcp:default', { body: { max_connections: 7 } });
  await ask('POST /publish', { body: { topic: 'a', payload: 'hunter2', qos: 1 } });
  t.match(
    memory.audit.map(({ detail }) => detail),
    [
      { after: { user_id: 'CP1', is_superuser: false } },
      { before: { is_superuser: false }, after: { is_superuser: true, password_is_new: true } },
      { before: { user_id: 'CP1', is_superuser: true } },
      { after: { name: 'k', role: 'viewer' } },
      { before: { enable: true }, after: { enable: false } },
      { after: { listeners: { tcp: { default: { max_connections: 7 } } } } },
      { after: { qos: 1, retain: false, bytes: 7 } },
    ],
  );
  t.notMatch(JSON.stringify(memory.audit), /hunter|k-secret/);
});

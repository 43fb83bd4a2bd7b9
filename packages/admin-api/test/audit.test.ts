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

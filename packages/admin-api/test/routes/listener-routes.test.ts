import t from 'tap';
import { testApi } from '../fixtures/api.ts';

t.test('the listeners are listed, and one is shown by its id, encoded or not', async (t) => {
  const { ask } = await testApi();
  const { json } = await ask('GET /gateways/ocpp/listeners');
  t.match(json, [{ id: 'ocpp:ws:default', status: { running: true, max_connections: 1000, current_connections: 2 } }]);
  const [listener] = json as [object];
  for (const id of ['ocpp:ws:default', 'ocpp%3Aws%3Adefault']) {
    t.same((await ask(`GET /gateways/ocpp/listeners/${id}`)).json, listener);
  }
});

t.test('a listener that is not there is not found', async (t) => {
  const { ask } = await testApi();
  for (const id of ['ocpp:wss:default', 'ocpp:ws:other', 'nonsense']) {
    const answer = await ask(`GET /gateways/ocpp/listeners/${id}`);
    t.match(answer, { status: 404, json: { code: 'RESOURCE_NOT_FOUND', message: 'Listener not found' } });
  }
});

t.test('the MQTT listeners are listed, and one is shown by its id', async (t) => {
  const { ask } = await testApi();
  const { json } = await ask('GET /listeners');
  t.match(json, [
    { id: 'tcp:default', type: 'tcp', status: { running: true, current_connections: 2 } },
    { id: 'ws:default', type: 'ws', websocket: { mqtt_path: '/mqtt' }, node_status: [{ node: 'node-1' }] },
  ]);
  const [listener] = json as [object];
  for (const id of ['tcp:default', 'tcp%3Adefault']) t.same((await ask(`GET /listeners/${id}`)).json, listener);
  for (const id of ['ocpp:ws:default', 'ssl:default', 'tcp:', 'tcp', 'quic:default', '__proto__:x']) {
    const answer = await ask(`GET /listeners/${id}`);
    t.match(answer, { status: 404, json: { code: 'RESOURCE_NOT_FOUND', message: 'Listener not found' } }, id);
  }
});

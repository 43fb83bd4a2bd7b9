import t from 'tap';
import { testApi } from '../fixtures/api.ts';

t.test('the nodes are this one', async (t) => {
  const { ask, memory } = await testApi();
  t.same((await ask('GET /nodes')).json, [
    {
      node: 'node-1',
      node_status: 'running',
      version: '1.2.3',
      edition: 'Opensource',
      role: 'core',
      uptime: 5000,
      connections: 7,
      live_connections: 7,
    },
  ]);
  memory.node.running = false;
  t.match((await ask('GET /nodes')).json, [{ node_status: 'stopped' }]);
});

import t from 'tap';
import { testApi } from '../fixtures/api.ts';

const NODE = {
  node: 'node-1',
  node_status: 'running',
  version: '1.2.3',
  edition: 'Opensource',
  role: 'core',
  uptime: 5000,
  connections: 7,
  live_connections: 6,
  load1: 0.5,
  load5: 0.25,
  load15: 0.1,
  memory_total: '8G',
  memory_used: '100.5M',
  max_fds: 1024,
  otp_release: 'Node.js 24.0.0',
};

t.test('the nodes are this one', async (t) => {
  const { ask, memory } = await testApi();
  t.same((await ask('GET /nodes')).json, [NODE]);
  memory.node.running = false;
  t.match((await ask('GET /nodes')).json, [{ node_status: 'stopped' }]);
});

t.test('one node is asked for by its name, and there is no other', async (t) => {
  const { ask, memory } = await testApi();
  memory.node.node = 'ocpp-broker@127.0.0.1';
  const own = 'ocpp-broker%40127.0.0.1';
  t.match(await ask(`GET /nodes/${own}`), { status: 200, json: { node: 'ocpp-broker@127.0.0.1' } });
  t.match(await ask(`GET /nodes/${own}/stats`), { status: 200, json: { 'live_connections.count': 6 } });
  t.match(await ask(`GET /nodes/${own}/metrics`), { status: 200, json: { 'bytes.received': 1000 } });
  for (const path of ['', '/stats', '/metrics']) {
    const expected = { status: 404, json: { code: 'NOT_FOUND', message: 'Node not found' } };
    t.match(await ask(`GET /nodes/elsewhere${path}`), expected, path);
  }
});

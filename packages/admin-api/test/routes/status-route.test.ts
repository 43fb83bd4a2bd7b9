import t from 'tap';
import { testApi } from '../fixtures/api.ts';

for (const path of ['/status', '//status']) {
  t.test(`GET ${path} tells strangers in text that the node runs`, async (t) => {
    const { ask } = await testApi();
    const { status, text, headers } = await ask(`GET ${path}`, { as: null });
    t.same([status, text], [200, 'Node node-1 is started\nemqx is running']);
    t.match(headers['content-type'], /^text\/plain/);
    t.equal((await ask(`GET ${path}?format=whatever`, { as: null })).text, text);
  });

  t.test(`GET ${path}?format=json tells it in JSON`, async (t) => {
    const { ask } = await testApi();
    t.same((await ask(`GET ${path}?format=json`, { as: null })).json, {
      node_name: 'node-1',
      rel_vsn: '1.2.3',
      broker_status: 'started',
      app_status: 'running',
    });
  });

  t.test(`GET ${path} is 503 while the node starts or stops, and says when to ask again`, async (t) => {
    const { ask, memory } = await testApi();
    memory.node.running = false;
    const { status, text, headers } = await ask(`GET ${path}`, { as: null });
    t.same([status, text], [503, 'Node node-1 is stopped\nemqx is not_running']);
    t.equal(headers['retry-after'], '15');
    t.match((await ask(`GET ${path}?format=json`)).json, { app_status: 'not_running' });
  });
}

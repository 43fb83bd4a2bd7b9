import t from 'tap';
import { testApi } from '../fixtures/api.ts';

t.test('stats are an object for each node, under the names of EMQX', async (t) => {
  const { ask } = await testApi();
  const { json } = await ask('GET /stats');
  t.same(json, [
    {
      node: 'node-1',
      'channels.count': 4,
      'channels.max': 5,
      'connections.count': 7,
      'connections.max': 9,
      'delayed.count': 0,
      'delayed.max': 0,
      'live_connections.count': 6,
      'live_connections.max': 8,
      'retained.count': 10,
      'retained.max': 20,
      'sessions.count': 4,
      'sessions.max': 5,
      'suboptions.count': 11,
      'suboptions.max': 12,
      'subscribers.count': 2,
      'subscribers.max': 2,
      'subscriptions.count': 11,
      'subscriptions.max': 12,
      'subscriptions.shared.count': 1,
      'subscriptions.shared.max': 1,
      'topics.count': 3,
      'topics.max': 3,
    },
  ]);
});

t.test('metrics are an object for each node, without what nobody counts', async (t) => {
  const { ask } = await testApi();
  t.same((await ask('GET /metrics')).json, [
    {
      node: 'node-1',
      'bytes.received': 1000,
      'bytes.sent': 2000,
      'client.connected': 8,
      'messages.dropped': 7,
      'messages.qos0.sent': 1,
      'messages.qos1.sent': 2,
      'messages.qos2.sent': 3,
      'messages.received': 5,
      'messages.sent': 6,
      'packets.publish.received': 5,
      'packets.publish.sent': 6,
      'packets.received': 30,
      'packets.sent': 40,
    },
  ]);
});

t.test('with aggregate there is one object for all nodes, without a name', async (t) => {
  const { ask } = await testApi();
  for (const path of ['/stats', '/metrics']) {
    const [{ node, ...figures }] = (await ask(`GET ${path}?aggregate=false`)).json as [{ readonly node: string }];
    t.equal(node, 'node-1');
    t.same((await ask(`GET ${path}?aggregate=true`)).json, figures, path);
    t.equal((await ask(`GET ${path}?aggregate=maybe`)).status, 400);
  }
});

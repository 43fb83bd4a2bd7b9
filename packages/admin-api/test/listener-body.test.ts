import t from 'tap';
import { listenerBody, listenerEntry, nameIn } from '../src/listener-body.ts';

t.test('an entry is the body without what is shown besides the settings', async (t) => {
  const body = {
    id: 'tcp:a',
    type: 'tcp',
    name: 'a',
    running: true,
    status: {},
    node_status: [],
    number: 1,
    current_connections: 0,
    acceptors: 16,
    zone: 'default',
    tcp_options: {},
    enable: true,
    bind: ':1',
    mountpoint: 'm',
  };
  t.strictSame(listenerEntry(body), { enable: true, bind: ':1', mountpoint: 'm' }, 'the settings judge the rest');
});

t.test('EMQX’s infinity is the most that there is', async (t) => {
  t.strictSame(listenerEntry({ max_connections: 'infinity', max_conn_rate: 'infinity', bind: 'infinity' }), {
    max_connections: 1_000_000,
    max_conn_rate: '1000000/s',
    bind: 'infinity',
  });
});

t.test('the path of MQTT over WebSocket has EMQX’s name, and ours', async (t) => {
  t.strictSame(listenerEntry({ websocket: { mqtt_path: '/a' } }), { websocket: { path: '/a' } });
  t.strictSame(listenerEntry({ websocket: { path: '/a' } }), { websocket: { path: '/a' } });
  t.strictSame(listenerEntry({ websocket: { path: '/a', mqtt_path: '/b', idle_timeout: '1s', max_frame_size: '1' } }), {
    websocket: { path: '/b' },
  });
  t.strictSame(listenerEntry({ websocket: 7 }), { websocket: 7 });
});

t.test('a name is given by type and name, or by id', async (t) => {
  const parse = (id: string) => (id === 'tcp:a' ? { type: 'tcp', name: 'a' } : undefined);
  t.same(nameIn({ type: 'tcp', name: 'a' }, parse), { type: 'tcp', name: 'a' });
  t.same(nameIn({ id: 'tcp:a' }, parse), { type: 'tcp', name: 'a' });
  const refused = (body: object, message: string) =>
    t.throws(() => nameIn({ ...body }, parse), { statusCode: 400, message });
  refused({}, 'Missing required parameter: type');
  refused({ type: 'tcp' }, 'Missing required parameter: name');
  refused({ type: 'quic', name: 'a' }, 'type: there are no such listeners');
  refused({ id: 'b' }, 'id: there are no such listeners');
});

t.test('a body is an object', async (t) => {
  t.same(listenerBody({ a: 1 }), { a: 1 });
  for (const body of [null, undefined, [], 'x', 7])
    t.throws(() => listenerBody(body), { statusCode: 400, message: 'body: must be object' });
});

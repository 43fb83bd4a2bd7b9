import t from 'tap';
import { testApi } from '../fixtures/api.ts';

t.test('a listener is stopped and started, and stays so in the settings', async (t) => {
  const { ask, memory } = await testApi();
  const url = '/listeners/tcp:default';
  t.match(await ask(`POST ${url}/stop`), { status: 200, json: { enable: false, running: false } });
  t.equal(memory.document.current.mqtt.listeners.tcp.default?.enable, false);
  t.match(await ask(`POST ${url}/start`), { status: 200, json: { enable: true, running: true } });
  t.equal(memory.document.current.mqtt.listeners.tcp.default?.enable, true);
  t.same(memory.document.restarted, []);
  t.match(memory.audit, [
    { action: 'stop mqtt listener', target: 'tcp:default' },
    { action: 'start mqtt listener', target: 'tcp:default' },
  ]);
});

t.test('a restart closes and opens; one of a stopped listener starts it', async (t) => {
  const { ask, memory } = await testApi();
  t.match(await ask('POST /listeners/ws:default/restart'), { status: 200, json: { running: true } });
  t.same(memory.document.restarted, ['ws:default']);
  await ask('POST /listeners/ws:default/stop');
  t.match(await ask('POST /listeners/ws:default/restart'), { status: 200, json: { enable: true, running: true } });
  t.same(memory.document.restarted, ['ws:default']);
});

t.test('to start what runs does nothing; what should run and does not is opened anew', async (t) => {
  const { ask, memory } = await testApi();
  t.equal((await ask('POST /listeners/tcp:default/start')).status, 200);
  t.same(memory.document.restarted, []);
  await ask('POST /listeners', { body: { type: 'tcp', name: 'broken', bind: 9 } });
  t.match(await ask('POST /listeners/tcp:broken/start'), {
    status: 400,
    json: { code: 'BAD_REQUEST', message: 'the port is in use' },
  });
});

t.test('a listener that is not there is not found, and a viewer moves none', async (t) => {
  const { ask } = await testApi();
  for (const action of ['start', 'stop', 'restart']) {
    t.match(await ask(`POST /listeners/tcp:other/${action}`), { status: 404, json: { code: 'RESOURCE_NOT_FOUND' } });
    const as = `Basic ${btoa('view-key:view-secret')}`;
    t.equal((await ask(`POST /listeners/tcp:default/${action}`, { as })).status, 403);
  }
  t.equal((await ask('POST /listeners/tcp:default/explode')).status, 404);
});

import t from 'tap';
import { fakeApi } from '../fixtures/fake-api.ts';
import { runCommand } from '../fixtures/run-command.ts';

// Each run is a process: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

const up = { node_name: 'n1', rel_vsn: '1.2.3', broker_status: 'started', app_status: 'running' };
const nodes = [{ node: 'n1', uptime: 93_784_000, live_connections: 7 }];
const gateways = [{ name: 'ocpp', status: 'running', current_connections: 5 }];

t.test('with credentials it tells what is connected, without them only whether it runs', async (t) => {
  const { url, options, seen } = await fakeApi(t, {
    'GET /status': [200, up],
    'GET /readyz': [200, { ready: true, problems: [] }],
    'GET /nodes': [200, nodes],
    'GET /gateways': [200, gateways],
  });
  const full = await runCommand(t, ['status', ...options]);
  t.match(full, { code: 0, stderr: '' });
  t.match(full.stdout, `server       ${url}\nstate        running\nnode         n1\nversion      1.2.3\n`);
  t.match(full.stdout, 'up for       1 d 2 h\nconnections  7\nocpp         running, 5 connected\n');
  t.same(JSON.parse((await runCommand(t, ['status', '--json', ...options])).stdout), {
    url,
    running: true,
    problems: [],
    node: 'n1',
    version: '1.2.3',
    nodes,
    gateways,
  });
  seen.length = 0;
  const bare = await runCommand(t, ['status', '--json', '--url', url]);
  t.match(JSON.parse(bare.stdout), { running: true, nodes: null, gateways: null });
  t.same(seen.map(({ line }) => line).sort(), ['GET /readyz', 'GET /status?format=json']);
});

t.test('a server that starts or stops is not running, and says what keeps it', async (t) => {
  const { url } = await fakeApi(t, {
    'GET /status': [503, { ...up, broker_status: 'stopped', app_status: 'not_running' }],
    'GET /readyz': [503, { ready: false, problems: ['the node starts or stops'] }],
  });
  const { code, stdout } = await runCommand(t, ['status', '--url', url]);
  t.equal(code, 1);
  t.match(stdout, /state +not running\nproblem +the node starts or stops\n/);
});

t.test('a server that is not there is 9', async (t) => {
  t.match(await runCommand(t, ['status', '--url', 'http://127.0.0.1:1']), {
    code: 9,
    stdout: '',
    stderr: /cannot be reached/,
  });
});

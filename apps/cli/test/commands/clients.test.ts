import t from 'tap';
import { fakeApi, page, sendJson } from '../fixtures/fake-api.ts';
import { runCommand } from '../fixtures/run-command.ts';

// Each run is a process: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

const since = '2026-01-01T00:00:00.000Z';
const client = {
  username: null,
  ip_address: '10.0.0.1',
  port: 5000,
  connected: true,
  connected_at: since,
  disconnected_at: null,
};
const chargePoint = (clientid: string, more: object = {}): object => ({
  ...client,
  clientid,
  proto_ver: '1.6',
  ocpp: {
    vendor: 'Vendor',
    model: null,
    boot_status: 'Accepted',
    connectors: [
      { id: 0, status: 'Available' },
      { id: 1, status: 'Charging' },
    ],
  },
  ...more,
});

t.test('charge points are shown in a table, or as the API tells them', async (t) => {
  const data = [
    chargePoint('CP1'),
    chargePoint('CP\u001b[2J2', { connected: false, disconnected_at: since, ip_address: null }),
  ];
  const { options, seen } = await fakeApi(t, { 'GET /gateways/ocpp/clients': page(data) });
  t.same(await runCommand(t, ['clients', ...options]), {
    code: 0,
    stdout: [
      'IDENTITY      OCPP  USER  ADDRESS        STATE         SINCE                     MODEL   BOOT      CONNECTORS\n',
      'CP1           1.6   -     10.0.0.1:5000  connected     2026-01-01T00:00:00.000Z  Vendor  Accepted  0:Available 1:Charging\n',
      'CP\\u{1b}[2J2  1.6   -     -              disconnected  2026-01-01T00:00:00.000Z  Vendor  Accepted  0:Available 1:Charging\n',
    ].join(''),
    stderr: '',
  });
  t.same(JSON.parse((await runCommand(t, ['clients', '--json', ...options])).stdout), data);
  const filters = ['--like', 'a&b', '--username', 'u', '--state', 'connected', '--ip', '::1', '--version', '2.1'];
  await runCommand(t, ['clients', ...filters, ...options]);
  const query =
    'like_clientid=a%26b&username=u&conn_state=connected&ip_address=%3A%3A1&proto_ver=2.1&limit=1000&page=1';
  t.equal(seen[2]?.line, `GET /gateways/ocpp/clients?${query}`);
});

t.test('MQTT clients have columns of their own, and none are told so', async (t) => {
  const data = [{ ...client, clientid: 'm1', proto_ver: 4, subscriptions_cnt: 2, mqueue_len: 0 }];
  const some = await fakeApi(t, { 'GET /clients': page(data) });
  const { stdout } = await runCommand(t, ['clients', '--mqtt', ...some.options]);
  t.match(stdout, /^CLIENT ID {2}MQTT .*SUBSCRIPTIONS {2}QUEUED\nm1 +3\.1\.1 .* 2 +0\n$/);
  const none = await fakeApi(t, { 'GET /clients': page([]) });
  t.match(await runCommand(t, ['clients', '--mqtt', ...none.options]), { code: 0, stdout: 'no clients\n' });
  t.match(await runCommand(t, ['clients', '--mqtt', '--json', ...none.options]), { code: 0, stdout: '[]\n' });
});

t.test('all pages are read, up to --limit, and that there are more is told', async (t) => {
  const { options, seen } = await fakeApi(t, {
    'GET /gateways/ocpp/clients': (response, { line }) => {
      const number = Number(new URLSearchParams(line.split('?')[1]).get('page'));
      sendJson(response, 200, { data: [chargePoint(`CP${number}`)], meta: { hasnext: number < 5 } });
    },
  });
  const list = async (...more: readonly string[]) => {
    const { stdout, stderr } = await runCommand(t, ['clients', '--json', ...more, ...options]);
    return { count: (JSON.parse(stdout) as readonly unknown[]).length, stderr };
  };
  t.same(await list(), { count: 5, stderr: '' });
  t.match(await list('--limit', '2'), { count: 2, stderr: /more than 2/ });
  t.equal(seen.length, 5 + 3);
});

t.test('kick closes a charge point, or an MQTT client with its session', async (t) => {
  const { options, seen } = await fakeApi(t, {
    'DELETE /gateways/ocpp/clients/A%2FB': [204],
    'DELETE /clients/m1': [204],
    'DELETE /gateways/ocpp/clients/nobody': [404, { code: 'RESOURCE_NOT_FOUND', message: 'Client not found' }],
  });
  t.same(await runCommand(t, ['kick', 'A/B', ...options]), { code: 0, stdout: 'kicked A/B\n', stderr: '' });
  t.match(await runCommand(t, ['kick', 'm1', '--mqtt', '--end-session', '--json', ...options]), {
    stdout: '{"kicked":"m1"}\n',
  });
  t.match(await runCommand(t, ['kick', 'm1', '--mqtt', ...options]), { code: 0 });
  t.match(await runCommand(t, ['kick', 'nobody', ...options]), { code: 1, stderr: 'ocpp-broker: Client not found\n' });
  t.match(await runCommand(t, ['kick', 'm1', '--end-session', ...options]), { code: 2, stderr: /--mqtt/ });
  t.same(
    seen.slice(1, 3).map(({ line }) => line),
    ['DELETE /clients/m1?session=true', 'DELETE /clients/m1?session=false'],
  );
});

import t from 'tap';
import { fakeApi, page } from '../fixtures/fake-api.ts';
import { runCommand } from '../fixtures/run-command.ts';

// Each run is a process: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

const entry = {
  created_at: '2026-01-01T00:00:00.000Z',
  actor: 'admin',
  actor_type: 'user',
  action: 'kick gateway client',
  target: 'CP1',
  ip_address: '10.0.0.1',
  before: null,
  after: null,
};

t.test('entries are shown with who, from where, what and to what', async (t) => {
  const data = [entry, { ...entry, actor: 'script', actor_type: 'api_key', target: 'CP\u00072' }];
  const { options, seen } = await fakeApi(t, { 'GET /audit': page(data) });
  t.match(await runCommand(t, ['audit', ...options]), {
    code: 0,
    stderr: '',
    stdout: [
      'TIME                      WHO           FROM      WHAT                 TO\n',
      '2026-01-01T00:00:00.000Z  admin         10.0.0.1  kick gateway client  CP1\n',
      '2026-01-01T00:00:00.000Z  script (key)  10.0.0.1  kick gateway client  CP\\u{7}2\n',
    ].join(''),
  });
  const filters = [
    '--actor',
    'admin',
    '--action',
    'kick',
    '--target',
    'CP',
    '--from',
    '::1',
    '--since',
    '1',
    '--until',
    '2',
  ];
  const json = await runCommand(t, ['audit', ...filters, '--limit', '1', '--json', ...options]);
  t.same(JSON.parse(json.stdout), [entry]);
  t.match(json.stderr, /more than 1/);
  const query =
    'actor=admin&like_action=kick&like_target=CP&ip_address=%3A%3A1&gte_created_at=1&lte_created_at=2&limit=2&page=1';
  t.equal(seen[1]?.line, `GET /audit?${query}`);
});

t.test('none is told so', async (t) => {
  const { options } = await fakeApi(t, { 'GET /audit': page([]) });
  t.match(await runCommand(t, ['audit', ...options]), { code: 0, stdout: 'no entries\n' });
});

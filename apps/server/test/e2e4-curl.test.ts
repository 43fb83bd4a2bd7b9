// A script as users of EMQX have it, for topic rules and bans, run by the shell as it stands.

import { spawnSync } from 'node:child_process';
import t from 'tap';
import { startProgram } from './fixtures/running-process.ts';
import { startTestServer } from './fixtures/running-server.ts';

const skip = spawnSync('curl', ['--version']).error === undefined ? false : 'curl is not installed';

const script = `
set -eu
json() { curl -sS -f -u "$KEY:$SECRET" -H 'Content-Type: application/json' "$@"; }
USERS="$API/authentication/password_based%3Abuilt_in_database/users"
RULES="$API/authorization/sources/built_in_database/rules"

json -X POST "$USERS" -d '{"user_id":"sensor1","password":"secret","is_superuser":false}'
echo
json -X POST "$RULES/users" -d '[{"username":"sensor1","rules":[
  {"topic":"plant/USERNAME/#","permission":"allow","action":"publish"},
  {"topic":"plant/#","permission":"deny","action":"all","qos":[0,1,2],"retain":"all"}]}]'
json -X POST "$RULES/clients" -d '[{"clientid":"panel","rules":[{"topic":"eq #","permission":"deny","action":"subscribe"}]}]'
json -X POST "$RULES/all" -d '{"rules":[{"topic":"$SYS/#","permission":"deny","action":"subscribe"}]}'
json "$RULES/users?page=1&limit=10"
echo
json "$RULES/clients/panel"
echo
json -X PUT "$RULES/users/sensor1" -d '{"username":"sensor1","rules":[{"topic":"t","permission":"allow","action":"all"}]}'
json -X DELETE "$RULES/clients/panel"
json -X POST "$API/banned" -d '{"as":"clientid","who":"bad-client","by":"ops","reason":"flood","until":"2099-01-01T00:00:00Z"}'
echo
json "$API/banned?limit=5"
echo
json -X DELETE "$API/banned/clientid/bad-client"
json -X POST "$API/listeners" -d '{"type":"tcp","name":"side","bind":"127.0.0.1:0","enable":true}' > /dev/null
json "$API/listeners/tcp:side" > /dev/null
json -X DELETE "$API/listeners/tcp:side"
`.replace('USERNAME', '$${username}');

t.test('a script for users, rules, bans and listeners runs as it does against EMQX', { skip }, async (t) => {
  const running = await startTestServer(t);
  const key = await running.api('POST /api_key', { name: 'script', role: 'administrator' });
  const { api_key: KEY, api_secret: SECRET } = key.json as Record<'api_key' | 'api_secret', string>;
  const program = startProgram(t, 'sh', ['-c', script], {
    env: { PATH: process.env.PATH ?? '', API: running.urls.api, KEY, SECRET },
  });
  t.same(await program.end(20_000), { code: 0, signal: null }, program.stderr());
  const shown = program
    .stdout()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as object);
  t.match(shown, [
    { user_id: 'sensor1', is_superuser: false },
    {
      data: [
        {
          username: 'sensor1',
          rules: [
            { topic: 'plant/${username}/#', permission: 'allow', action: 'publish' },
            { topic: 'plant/#', permission: 'deny', action: 'all', qos: [0, 1, 2], retain: 'all' },
          ],
        },
      ],
      meta: { page: 1, limit: 10, count: 1, hasnext: false },
    },
    { clientid: 'panel', rules: [{ topic: 'eq #', permission: 'deny', action: 'subscribe' }] },
    { as: 'clientid', who: 'bad-client', by: 'ops', reason: 'flood', until: /^2099-01-01T00:00:00/ },
    { data: [{ as: 'clientid', who: 'bad-client' }], meta: { count: 1 } },
  ]);
});

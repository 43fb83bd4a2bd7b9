import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { runCommand, temporaryFolder } from '../fixtures/run-command.ts';

// Each run is a process: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

t.test('good settings are valid, with a file and without one', async (t) => {
  const folder = temporaryFolder(t);
  t.match(await runCommand(t, ['check-config'], { folder }), {
    code: 0,
    stdout: /no settings file.*valid/,
    stderr: '',
  });
  writeFileSync(join(folder, 'ocpp-broker.yaml'), 'gateway: { ocpp: { mountpoint: x/ } }\n');
  writeFileSync(join(folder, 'empty.yaml'), '');
  t.same(await runCommand(t, ['check-config'], { folder }), {
    code: 0,
    stdout: 'ocpp-broker.yaml: the settings are valid\n',
    stderr: '',
  });
  t.match(await runCommand(t, ['check-config', 'empty.yaml'], { folder }), { code: 0, stdout: /^empty\.yaml/ });
  const environment = {
    OCPP_BROKER_CONFIG: 'empty.yaml',
    OCPP_BROKER_ADMIN_PASSWORD: 'x',
    OCPP_BROKER_URL: 'http://h',
    OCPP_BROKER_API_KEY: 'a:b',
  };
  t.match(await runCommand(t, ['check-config'], { folder, environment }), { code: 0, stdout: /^empty\.yaml/ });
});

t.test('all problems come at once, with path and source, and end with 2', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(
    join(folder, 'bad.yaml'),
    'mqtt: { allow_anonymus: true }\ngateway: { ocpp: { idle_timeout: soon } }\n',
  );
  const environment = { OCPP_BROKER_LOG__LEVEL: 'loud' };
  const { code, stdout, stderr } = await runCommand(t, ['check-config', 'bad.yaml'], { folder, environment });
  t.same({ code, stdout }, { code: 2, stdout: '' });
  t.match(stderr, /^bad\.yaml: mqtt\.allow_anonymus: unknown key; did you mean allow_anonymous\?$/m);
  t.match(stderr, /^bad\.yaml: gateway\.ocpp\.idle_timeout: /m);
  t.match(stderr, /^environment: log\.level: /m);
  const json = await runCommand(t, ['check-config', 'bad.yaml', '--json'], { folder, environment });
  t.match(json, { code: 2, stderr: '' });
  const told = JSON.parse(json.stdout) as { problems: readonly object[] };
  t.match(told, { valid: false, file: 'bad.yaml' });
  t.equal(told.problems.length, 3);
  for (const problem of told.problems) t.same(Object.keys(problem).sort(), ['message', 'path', 'source']);
});

t.test('a file that cannot be read or is no YAML is a problem beside those of the environment', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'folder.yaml'));
  writeFileSync(join(folder, 'broken.yaml'), 'a: [1\n');
  writeFileSync(
    join(folder, 'bomb.yaml'),
    `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n`,
  );
  const environment = { OCPP_BROKER_LOG__LEVEL: 'loud' };
  for (const [file, reason] of [
    ['nowhere.yaml', /^nowhere\.yaml: cannot be read \(ENOENT\)$/m],
    ['folder.yaml', /^folder\.yaml: cannot be read \(EISDIR\)$/m],
    ['broken.yaml', /^broken\.yaml: is not YAML: .* line /m],
    ['bomb.yaml', /^bomb\.yaml: is not YAML: Excessive alias count/m],
  ] as const) {
    const { code, stderr } = await runCommand(t, ['check-config', file], { folder, environment });
    t.equal(code, 2, file);
    t.match(stderr, reason);
    t.match(stderr, /^environment: log\.level: /m);
  }
});

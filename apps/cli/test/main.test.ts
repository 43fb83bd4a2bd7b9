import { once } from 'node:events';
import t from 'tap';
import { fakeApi } from './fixtures/fake-api.ts';
import { runCommand, startCommand } from './fixtures/run-command.ts';

// Each run is a process: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

t.test('the command prints its version and its help, and ends with 2 when it does not understand', async (t) => {
  t.match(await runCommand(t, ['--version']), { code: 0, stdout: /^\d+\.\d+\.\d+\n$/, stderr: '' });
  t.match(await runCommand(t, []), { code: 0, stdout: /^Usage: ocpp-broker <command>/, stderr: '' });
  t.match(await runCommand(t, ['call', '--help']), {
    code: 0,
    stdout: /^Usage: ocpp-broker call <identity>/,
    stderr: '',
  });
  t.match(await runCommand(t, ['cal']), { code: 2, stdout: '', stderr: /did you mean call\?/ });
});

t.test('a reader who has had enough ends the command in silence', async (t) => {
  const { options } = await fakeApi(t, {
    'GET /gateways/ocpp/frames': (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const frame = JSON.stringify({ identity: 'CP1', text: 'x'.repeat(10_000) });
      const write = (): void => {
        while (response.write(`event: frame\ndata: ${frame}\n\n`));
        response.once('drain', write);
      };
      write();
    },
  });
  const { child, ended } = startCommand(t, ['tail', '--json', ...options]);
  if (child.stdout === null) throw new Error('no standard output');
  await once(child.stdout, 'data');
  child.stdout.destroy();
  t.match(await ended, { code: 0, stderr: '' });
});

t.test('the credentials of the environment are used and shown nowhere', async (t) => {
  const { url, seen } = await fakeApi(t, { 'GET /webhooks': [200, []] });
  const environment = { OCPP_BROKER_URL: url, OCPP_BROKER_API_KEY: 'key:s3cret' };
  const shown = await runCommand(t, ['webhooks', 'list'], { environment });
  t.match(shown, { code: 0, stdout: 'no webhooks\n', stderr: '' });
  t.equal(seen[0]?.headers.authorization, `Basic ${Buffer.from('key:s3cret').toString('base64')}`);
});

import type { ServerResponse } from 'node:http';
import t from 'tap';
import { fakeApi, sendJson } from '../fixtures/fake-api.ts';
import { runCommand } from '../fixtures/run-command.ts';

// Each run is a process: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

const frame = (n: number, more: object = {}): object => ({
  at: `2026-01-01T00:00:0${n}.000Z`,
  identity: 'CP1',
  direction: 'upstream',
  type: 2,
  unique_id: `u${n}`,
  action: 'Heartbeat',
  error_code: null,
  text: `[2,"u${n}","Heartbeat",{}]`,
  bytes: 25,
  truncated: false,
  ...more,
});
const send = (response: ServerResponse, ...events: readonly (readonly [string, object])[]): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(': heartbeat\n\n');
  for (const [event, data] of events) response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
};

t.test('frames are shown as they come, and those that were missed are counted', async (t) => {
  const { options, seen } = await fakeApi(t, {
    'GET /gateways/ocpp/frames': (response) =>
      send(
        response,
        ['frame', frame(1)],
        ['dropped', { count: 3 }],
        ['something', { new: true }],
        ['frame', frame(2, { direction: 'downstream', action: null, text: 'a\u001b[2Jb', truncated: true })],
      ),
  });
  const words = ['tail', 'CP*', '--limit', '2', '--action', 'Heartbeat', '--direction', 'upstream', '--errors'];
  t.same(await runCommand(t, [...words, ...options]), {
    code: 0,
    stdout: [
      '2026-01-01T00:00:01.000Z CP1 > Heartbeat [2,"u1","Heartbeat",{}]\n',
      '2026-01-01T00:00:02.000Z CP1 < - a\\u{1b}[2Jb …\n',
    ].join(''),
    stderr: 'ocpp-broker: 3 frames came faster than they were shown\n',
  });
  t.equal(seen[0]?.line, 'GET /gateways/ocpp/frames?action=Heartbeat&direction=upstream&errors=true&identity=CP*');
  const json = await runCommand(t, ['tail', '--json', '--limit', '1', ...options]);
  t.equal(json.stdout, `${JSON.stringify(frame(1))}\n`, 'as the API tells it');
});

t.test('--recent begins with the last frames of one charge point', async (t) => {
  const { options, seen } = await fakeApi(t, {
    'GET /gateways/ocpp/clients/CP1/frames': [200, [frame(1), frame(2)]],
    'GET /gateways/ocpp/frames': (response) => send(response, ['frame', frame(3)]),
  });
  const { code, stdout } = await runCommand(t, ['tail', 'CP1', '--recent', '2', '--limit', '3', '--json', ...options]);
  t.equal(code, 0);
  t.same(
    stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { unique_id: string }).unique_id),
    ['u1', 'u2', 'u3'],
  );
  t.equal(seen[0]?.line, 'GET /gateways/ocpp/clients/CP1/frames?limit=2');
  t.match(await runCommand(t, ['tail', 'CP1', '--recent', '2', '--limit', '2', ...options]), { code: 0 });
  t.equal(seen.length, 3, 'nothing is followed that nobody will see');
  for (const words of [
    ['tail', '--recent', '2'],
    ['tail', 'CP*', '--recent', '2'],
  ]) {
    t.match(await runCommand(t, [...words, ...options]), { code: 2, stderr: /one charge point/ });
  }
});

t.test('a stream that the server ends, refuses or breaks is an error', async (t) => {
  const tail = async (answer: (response: ServerResponse) => void) => {
    const { options } = await fakeApi(t, { 'GET /gateways/ocpp/frames': answer });
    return runCommand(t, ['tail', ...options]);
  };
  const ended = await tail((response) => {
    send(response, ['frame', frame(1)]);
    response.end();
  });
  t.match(ended, { code: 1, stdout: /u1/, stderr: /ended the stream/ });
  const full = await tail((response) => sendJson(response, 503, { code: 'SERVICE_UNAVAILABLE', message: 'Too many' }));
  t.match(full, { code: 1, stdout: '', stderr: 'ocpp-broker: Too many\n' });
  const cut = await tail((response) => {
    send(response, ['frame', frame(1)]);
    setImmediate(() => response.destroy());
  });
  t.match(cut, { code: 9, stderr: /cannot be reached/ });
  const nonsense = await tail((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: frame\ndata: {\n\n');
  });
  t.match(nonsense, { code: 1, stderr: /not JSON/ });
});

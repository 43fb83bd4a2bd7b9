import { connectAsync } from 'mqtt';
import { pino } from 'pino';
import t from 'tap';
import { startDemo } from '../src/demo.ts';

const free = '127.0.0.1:0';
const anyPorts = {
  api: { bind: free },
  mqtt: { listeners: { tcp: { default: { bind: free } }, ws: { default: { bind: free } } } },
  gateway: { ocpp: { listeners: { ws: { default: { bind: free } } } } },
};

t.test('the demonstration runs three charge points whose CALLs are answered over MQTT', async (t) => {
  const lines: string[] = [];
  let heard = (): void => undefined;
  const demo = await startDemo({
    folder: t.testdir(),
    layers: [{ source: 'test', document: anyPorts }],
    version: '0.0.0',
    consoleDirectory: '',
    createLog: () => pino({ level: 'silent' }),
    print: (line) => {
      lines.push(line);
      heard();
    },
  });
  t.teardown(() => demo.close());
  for (const identity of ['CP1', 'CP2', 'CP3']) {
    while (!lines.some((line) => line.includes(`${identity} booted: Accepted`))) {
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  }
  t.equal(demo.server.endpoints.mqtt.length, 2);

  const said = demo.instructions.join('\n');
  const [, url = '', username = '', password = ''] =
    /connect to\s+(\S+)\s+user (\S+)\s+password (\S+)/.exec(said) ?? [];
  const client = await connectAsync(url, { username, password });
  t.teardown(() => client.endAsync());
  await client.subscribeAsync('ocpp/cp/CP1/Reply');
  const reply = new Promise<string>((resolve) => client.on('message', (_topic, payload) => resolve(String(payload))));
  const command = /^\s*(\{"MessageTypeId".*\})$/m.exec(said)?.[1] ?? '';
  await client.publishAsync('ocpp/cs/CP1', command);
  t.match(JSON.parse(await reply), { MessageTypeId: 3, UniqueId: 'my-1', Payload: { status: 'Accepted' } });
});

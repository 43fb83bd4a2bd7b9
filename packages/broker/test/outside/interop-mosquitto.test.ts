// Interoperability with Debian's mosquitto clients, where they are installed.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import t, { type Test } from 'tap';
import { RawClient } from './raw-client.ts';
import { type RunningBroker, runBroker } from './running-broker.ts';
import { until } from './until.ts';

const isInstalled = ['mosquitto_sub', 'mosquitto_pub'].every((tool) => spawnSync(tool, ['--help']).error === undefined);
const skip = isInstalled ? false : 'mosquitto_sub and mosquitto_pub are not installed (Debian: mosquitto-clients)';

type Program = { readonly child: ChildProcess; readonly lines: string[]; readonly ended: Promise<number | null> };

function run(
  t: Test,
  tool: 'mosquitto_sub' | 'mosquitto_pub',
  running: RunningBroker,
  args: readonly string[],
): Program {
  const login = ['-h', '127.0.0.1', '-p', `${running.tcp.port}`, '-u', 'alice', '-P', 'secret'];
  const child = spawn(tool, [...login, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  t.teardown(() => child.kill('SIGKILL'));
  const lines: string[] = [];
  let rest = '';
  const read = (text: string) => {
    const parts = `${rest}${text}`.split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  };
  child.stdout?.setEncoding('utf8').on('data', read);
  child.stderr?.setEncoding('utf8').on('data', read);
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, lines, ended };
}

/** Subscribes; what mosquitto_sub says of its SUBACK stays in its buffer, so the broker is asked. */
async function subscribed(t: Test, running: RunningBroker, args: readonly string[]): Promise<Program> {
  const { subscriptions } = running.broker.stats();
  const program = run(t, 'mosquitto_sub', running, args);
  await until(() => running.broker.stats().subscriptions > subscriptions, 'mosquitto_sub has subscribed');
  return program;
}

async function publish(t: Test, running: RunningBroker, args: readonly string[]): Promise<void> {
  const { ended, lines } = run(t, 'mosquitto_pub', running, args);
  t.equal(await ended, 0, lines.join('\n'));
}

const has = ({ lines }: Program, text: string) => until(() => lines.includes(text), `mosquitto_sub says ${text}`);

for (const version of ['mqttv31', 'mqttv311', 'mqttv5']) {
  t.test(`${version}: mosquitto publishes and receives every QoS, and retained messages`, { skip }, async (t) => {
    const running = await runBroker(t);
    const subscriber = await subscribed(t, running, ['-V', version, '-t', 'm/#', '-q', '2', '-F', '%t %q %r %p']);
    for (const qos of ['0', '1', '2']) {
      await publish(t, running, ['-V', version, '-t', 'm/a', '-q', qos, '-m', `QoS ${qos}`]);
      await has(subscriber, `m/a ${qos} 0 QoS ${qos}`);
    }
    await publish(t, running, ['-V', version, '-t', 'm/kept', '-q', '1', '-r', '-m', 'kept']);
    const late = run(t, 'mosquitto_sub', running, [
      '-V',
      version,
      '-t',
      'm/kept',
      '-q',
      '1',
      '-C',
      '1',
      '-F',
      '%t %q %r %p',
    ]);
    await has(late, 'm/kept 1 1 kept');
    t.equal(await late.ended, 0);
    await publish(t, running, ['-V', version, '-t', 'm/kept', '-q', '1', '-r', '-n']);
    const none = await subscribed(t, running, ['-V', version, '-t', 'm/#', '-q', '1', '-F', '%t %p']);
    await publish(t, running, ['-V', version, '-t', 'm/end', '-q', '1', '-m', 'end']);
    await has(none, 'm/end end');
    t.notOk(
      none.lines.some((line) => line.startsWith('m/kept')),
      'the retained message was removed',
    );
  });

  t.test(`${version}: a session of mosquitto_sub gets what came while it was away, once`, { skip }, async (t) => {
    const running = await runBroker(t);
    const expiry = version === 'mqttv5' ? ['-x', '600'] : [];
    const session = ['-V', version, '-i', 'sleeper', '-c', '-t', 's/#', '-q', '2', '-F', '%t %p', ...expiry];
    const first = await subscribed(t, running, session);
    first.child.kill('SIGTERM');
    await first.ended;
    for (let n = 0; n < 3; n += 1)
      await publish(t, running, ['-V', version, '-t', 's/a', '-q', `${n % 3}`, '-m', `${n}`]);
    const second = run(t, 'mosquitto_sub', running, session);
    await has(second, 's/a 2');
    await publish(t, running, ['-V', version, '-t', 's/end', '-q', '2', '-m', 'end']);
    await has(second, 's/end end');
    t.same(second.lines.filter((line) => line.startsWith('s/a')).sort(), ['s/a 1', 's/a 2']);
  });

  t.test(`${version}: the will of a mosquitto client that is killed is sent`, { skip }, async (t) => {
    const running = await runBroker(t);
    const watcher = await RawClient.connect(t, running.tcp, 5);
    await watcher.subscribe('will/#', 1);
    const will = ['--will-topic', 'will/m', '--will-payload', 'gone', '--will-qos', '1', '--will-retain'];
    const mortal = await subscribed(t, running, ['-V', version, '-t', 'x', ...will]);
    mortal.child.kill('SIGKILL');
    t.equal((await watcher.receive()).payload.toString(), 'gone');
    const late = await RawClient.connect(t, running.tcp, 4);
    await late.subscribe('will/m', 1);
    t.match(await late.receive(), { payload: Buffer.from('gone'), retain: true });
  });

  t.test(`${version}: mosquitto workers share a stream`, { skip }, async (t) => {
    const running = await runBroker(t);
    const args = ['-V', version, '-t', '$share/g/jobs/#', '-q', '1', '-F', '%t %p'];
    const workers = [await subscribed(t, running, args), await subscribed(t, running, args)];
    const publisher = await RawClient.connect(t, running.tcp, 4);
    for (let n = 0; n < 10; n += 1) await publisher.publish({ topic: 'jobs/a', payload: `${n}`, qos: 1 });
    const jobs = () => workers.map(({ lines }) => lines.filter((line) => line.startsWith('jobs/')));
    await until(() => jobs().flat().length >= 10, 'all jobs are taken');
    t.same(
      jobs().map(({ length }) => length),
      [5, 5],
    );
    t.equal(new Set(jobs().flat()).size, 10);
  });
}

t.test("mqttv5: properties of mosquitto_pub reach others, and others' reach mosquitto_sub", { skip }, async (t) => {
  const running = await runBroker(t);
  const peer = await RawClient.connect(t, running.tcp, 5);
  await peer.subscribe('p/#', 1);
  const properties = ['-D', 'publish', 'content-type', 'text/plain', '-D', 'publish', 'user-property', 'a', '1'];
  const answer = ['-D', 'publish', 'response-topic', 'p/answer', '-D', 'publish', 'correlation-data', '17'];
  const expiry = ['-D', 'publish', 'message-expiry-interval', '60'];
  await publish(t, running, ['-V', 'mqttv5', '-t', 'p/a', '-q', '1', '-m', 'x', ...properties, ...answer, ...expiry]);
  const { properties: seen } = await peer.receive();
  t.match(seen, { contentType: 'text/plain', responseTopic: 'p/answer', correlationData: Buffer.from('17') });
  t.same(seen.userProperty, [['a', '1']]);
  const program = await subscribed(t, running, ['-V', 'mqttv5', '-t', 'q/#', '-q', '1', '-F', '%t %C %R %D %P']);
  const own = { contentType: 'c/t', responseTopic: 'r/t', correlationData: '17', userProperty: [['k', 'v']] as const };
  await peer.publish({ topic: 'q/a', payload: 'x', qos: 1, properties: own });
  await has(program, 'q/a c/t r/t 17 k:v');
});

t.test('mqttv5: what is refused is told to the mosquitto clients with its reason', { skip }, async (t) => {
  const running = await runBroker(t);
  const wrong = run(t, 'mosquitto_pub', running, ['-V', 'mqttv5', '-t', 'a', '-m', 'x', '-P', 'wrong']);
  t.not(await wrong.ended, 0);
  t.match(wrong.lines.join('\n'), /bad user ?name or password|not authorized/i);
  const guarded = run(t, 'mosquitto_pub', running, ['-V', 'mqttv5', '-t', 'guarded/a', '-q', '1', '-m', 'x']);
  await guarded.ended;
  t.match(guarded.lines.join('\n'), /not authorized/i);
});

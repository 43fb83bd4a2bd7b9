import { Writable } from 'node:stream';
import { pino } from 'pino';
import t from 'tap';
import type { Authenticator, Logger, TopicGuard } from '../src/index.ts';
import { closed, connect, refusal, startBroker } from './harness.ts';

t.test('a pino logger fits, gets objects first, and never a password', async (t) => {
  const lines: Record<string, unknown>[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const log: Logger = pino({ level: 'debug' }, sink);
  const { url } = await startBroker(t, { log });
  await refusal(url, { clientId: 'liar', username: 'alice', password: 'open sesame' });
  const client = await connect(t, url, { clientId: 'one' });
  const gone = closed(client);
  client.publish('guarded/x', 'x');
  await gone;
  t.match(lines, [
    { level: 40, msg: 'connection refused', clientId: 'liar', reason: 'bad-credentials' },
    { level: 30, msg: 'client connected', clientId: 'one' },
    { level: 40, msg: 'publish refused', clientId: 'one', topic: 'guarded/x' },
  ]);
  t.notMatch(JSON.stringify(lines), /open sesame|secret/);
});

t.test('the authenticator and the topic guard are asked with what they need', async (t) => {
  const asked: unknown[] = [];
  const authenticator: Authenticator = {
    authenticate: async (login) => {
      asked.push(['login', login.clientId, login.username, login.password?.toString(), login.remoteAddress]);
      return { outcome: 'accepted', superuser: false };
    },
  };
  const topicGuard: TopicGuard = {
    mayPublish: (client, topic) => asked.push(['publish', client.clientId, client.username, topic]) > 0,
    maySubscribe: (client, filter) => {
      if (!asked.some((question) => (question as string[]).includes(filter))) {
        asked.push(['subscribe', client.clientId, client.username, filter]);
      }
      return true;
    },
    isNarrowed: () => true,
    mayReceive: (client, topic) => asked.push(['receive', client.clientId, client.username, topic]) > 0,
  };
  const { url } = await startBroker(t, { authenticator, topicGuard });
  const client = await connect(t, url, { clientId: 'one', username: 'carol', password: 'pw' });
  await client.subscribeAsync('a/#');
  await client.publishAsync('a/b', 'x', { qos: 1 });
  t.same(asked, [
    ['login', 'one', 'carol', 'pw', '127.0.0.1'],
    ['subscribe', 'one', 'carol', 'a/#'],
    ['publish', 'one', 'carol', 'a/b'],
    ['receive', 'one', 'carol', 'a/b'],
  ]);
});

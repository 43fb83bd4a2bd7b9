import { Parser } from '@asyncapi/parser';
import t from 'tap';
import type { AsyncApiDocument } from '../src/async-api-document.ts';
import { channelsIn, documentWith, listener, operationsIn, settingsWith } from './fixtures/async-api.ts';

const parser = new Parser();

/** What a linter has to say, but that there is an AsyncAPI 3.1, which few tools read. */
async function problemsOf(document: unknown): Promise<readonly string[]> {
  const problems = await parser.validate(JSON.stringify(document));
  return problems
    .filter(({ code }) => code !== 'asyncapi-latest-version')
    .map(({ code, message, path }) => `${code} at ${path.join('/')}: ${message}`);
}

const overridden = {
  mountpoint: 'a {b}/é 😀/',
  upstream: {
    topic: 'up/${cid}/${version}/${username}/?&"x',
    reply_topic: 'up/${cid}/${action}/${type}',
    error_topic: 'up/${cid}/${id}/{error}/',
    topic_override_mapping: { Heartbeat: 'beat/${clientid}', 'Data-Transfer': 'vendor/${action}/${cid}' },
  },
  dnstream: { topic: 'down/${clientid}/{}' },
  presence: { topic: 'here/${cid}' },
};

const cases: Readonly<Record<string, AsyncApiDocument>> = {
  'the defaults': documentWith(),
  'topics of one’s own': documentWith(overridden),
  'a gateway that is off, without presence, listeners and logins': documentWith(
    { enable: false, presence: { topic: '' } },
    { listeners: [], mqtt: { ...settingsWith().mqtt, allow_anonymous: true } },
  ),
};

for (const [name, document] of Object.entries(cases)) {
  t.test(`a linter finds nothing in the document of ${name}`, async (t) => {
    t.same(await problemsOf(document), []);
  });
}

t.test('the linter sees what is wrong', async (t) => {
  const document = documentWith();
  const channels = { ...document.channels, calls: { ...channelsIn(document).calls, parameters: { x: {} } } };
  const problems = (await problemsOf({ ...document, info: {}, channels })).join();
  t.match(problems, /at info: .*must have required/);
  t.match(problems, /at channels\/calls\/parameters: .*clientid/);
});

t.test('every reference leads somewhere, and nothing is there that none leads to', async (t) => {
  for (const [name, document] of Object.entries(cases)) {
    const references = new Set([...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path));
    for (const path of references) {
      let at: unknown = document;
      for (const step of String(path).split('/')) at = (at as Readonly<Record<string, unknown>> | undefined)?.[step];
      t.ok(at, `${name}: ${path}`);
    }
    for (const [kind, parts] of Object.entries(document.components)) {
      for (const part of Object.keys(parts)) t.ok(references.has(`components/${kind}/${part}`), `${name}: ${part}`);
    }
  }
});

t.test('the document follows the settings', async (t) => {
  t.match(documentWith(), {
    asyncapi: '3.0.0',
    info: { title: 'ocpp-broker', version: '1.2.3' },
    servers: { 'tcp-default': { host: 'broker.example:1883' }, 'ws-default': { protocol: 'ws' } },
  });
  const { 'calls-Heartbeat': beat, downstream } = channelsIn(documentWith(overridden));
  t.match(beat, { address: 'a {text1}/é 😀/beat/{clientid}' });
  t.match(downstream?.parameters, { text1: { enum: ['{b}'] }, text2: { enum: ['{}'] } });
  const moved = documentWith({}, { listeners: [listener('tls', '127.0.0.1:9')] });
  t.same(Object.keys(moved.servers), ['tls-default']);
});

t.test('of a gateway that is off the document says so, and what it still answers is in it', async (t) => {
  const off = documentWith({ enable: false });
  t.match(off.info.description, /switched off/);
  t.notMatch(documentWith().info.description, /switched off/);
  t.same(Object.keys(off.channels), Object.keys(documentWith().channels));
});

t.test('without presence nothing in the document speaks of it', async (t) => {
  const document = documentWith({ presence: { topic: '' } });
  t.notOk('presence' in channelsIn(document) || 'send-presence' in operationsIn(document));
  t.notMatch(JSON.stringify(document), /Presence/);
});

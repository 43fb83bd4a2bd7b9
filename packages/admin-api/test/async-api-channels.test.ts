import t from 'tap';
import { type Channel, channelsOf, printChannel } from '../src/async-api-channels.ts';
import { settingsWith } from './fixtures/async-api.ts';

const channels = (settings: Readonly<Record<string, unknown>>): readonly Channel[] =>
  channelsOf(settingsWith(settings).gateway);
const addresses = (found: readonly Channel[]) => found.map(({ id, address }) => [id, address.address]);

t.test('out of the box replies and errors share a channel', async (t) => {
  const found = channels({});
  t.same(addresses(found), [
    ['calls', 'ocpp/cp/{clientid}'],
    ['replies', 'ocpp/cp/{clientid}/Reply'],
    ['presence', 'ocpp/cp/{clientid}/Presence'],
    ['downstream', 'ocpp/cs/{clientid}'],
  ]);
  const replies = found.find(({ id }) => id === 'replies');
  t.same(
    replies?.uses.map(({ setting }) => setting),
    ['gateway.ocpp.upstream.reply_topic', 'gateway.ocpp.upstream.error_topic'],
  );
  t.same(Object.keys((replies && printChannel(replies))?.messages as object), [
    'CallResult',
    'CallError',
    'CallResultError',
  ]);
});

t.test('the mountpoint stands before every topic, and may be empty', async (t) => {
  t.ok(channels({ mountpoint: 'a/b/' }).every(({ address }) => address.address.startsWith('a/b/c')));
  t.equal(channels({ mountpoint: '' })[0]?.address.address, 'cp/{clientid}');
});

t.test('without presence there is no channel of it', async (t) => {
  t.notOk(channels({ presence: { topic: '' } }).some(({ id }) => id === 'presence'));
});

t.test('actions with one topic between them are one channel, which names them', async (t) => {
  const topic_override_mapping = {
    Heartbeat: 'own/${cid}/${action}',
    Authorize: 'own/${clientid}/${action}',
    StatusNotification: 'status/${cid}',
    BootNotification: 'cp/${cid}',
  };
  const found = channels({ upstream: { topic_override_mapping } });
  const own = found.find(({ address }) => address.address.startsWith('ocpp/own'));
  t.match(own, { id: 'calls-Heartbeat', uses: [{ action: 'Heartbeat' }, { action: 'Authorize' }] });
  t.match(own && printChannel(own), {
    address: 'ocpp/own/{clientid}/{action}',
    parameters: { action: { enum: ['Heartbeat', 'Authorize'] } },
    'x-settings': ['gateway.ocpp.upstream.topic_override_mapping.Heartbeat', String],
  });
  t.ok(found.some(({ id }) => id === 'calls-StatusNotification'));
  t.notOk(
    found.some(({ id }) => id === 'calls-BootNotification'),
    'it goes where all go',
  );
});

t.test('a topic that one action shares with all others is for any action', async (t) => {
  const topic = 'cp/${cid}/${action}';
  const [calls] = channels({ upstream: { topic, topic_override_mapping: { Heartbeat: topic } } });
  const { action } = ((calls && printChannel(calls))?.parameters ?? {}) as Readonly<Record<string, object>>;
  t.notOk('enum' in (action ?? {}));
});

t.test('the types of a channel are those of its messages', async (t) => {
  const typesOf = (settings: Readonly<Record<string, unknown>>, id: string) => {
    const channel = channels(settings).find((one) => one.id === id);
    const parameters = channel && (printChannel(channel).parameters as Readonly<Record<string, { enum?: string[] }>>);
    return parameters?.type?.enum;
  };
  t.same(typesOf({ upstream: { topic: 'cp/${cid}/${type}' } }, 'calls'), ['2', '6']);
  const reply_topic = 'r/${cid}/${type}';
  t.same(typesOf({ upstream: { reply_topic } }, 'replies'), ['3']);
  t.same(typesOf({ upstream: { reply_topic, error_topic: reply_topic } }, 'replies'), ['3', '4', '5']);
});

t.test('two topics that differ in a text with braces are two channels', async (t) => {
  const found = channels({ upstream: { reply_topic: 'r/${cid}/{a}', error_topic: 'r/${cid}/{b}' } });
  t.match(addresses(found), [
    Array,
    ['replies', 'ocpp/r/{clientid}/{text1}'],
    ['errors', 'ocpp/r/{clientid}/{text1}'],
    Array,
    Array,
  ]);
});

t.test('as many topics as the settings allow are as many channels', async (t) => {
  const actions = Array.from({ length: 200 }, (_, n) => [`Action${n}`, `own/${n}/\${cid}`]);
  const found = channels({ upstream: { topic_override_mapping: Object.fromEntries(actions) } });
  t.equal(new Set(found.map(({ id }) => id)).size, 204);
});

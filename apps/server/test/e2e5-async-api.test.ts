// Shows of issue 5: "AsyncAPI 3 for the MQTT topics, generated from the live settings": what goes over the broker is what the document says.

import t from 'tap';
import type { Heard } from './fixtures/running-mqtt.ts';
import { startTestServer } from './fixtures/running-server.ts';
import { call, result } from './fixtures/running-settings.ts';

type Payload = {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, { readonly const?: unknown }>>;
};
type Operation = {
  readonly action: string;
  readonly channel: { readonly $ref: string };
  readonly bindings?: { readonly mqtt: { readonly qos: number; readonly retain: boolean } };
};
type Document = {
  readonly servers: Readonly<
    Record<string, { readonly host: string; readonly protocol: string; readonly pathname?: string }>
  >;
  readonly channels: Readonly<
    Record<
      string,
      {
        readonly address?: string;
        readonly messages: Readonly<Record<string, object>>;
        readonly parameters?: Readonly<Record<string, { readonly enum?: readonly string[] }>>;
      }
    >
  >;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly components: { readonly schemas: Readonly<Record<string, Payload>> };
};

const upstream = {
  topic: 'up/${version}/${action}/${cid}',
  reply_topic: 're/${cid}/${type}/${id}',
  error_topic: 'er/${cid}',
  topic_override_mapping: { Heartbeat: 'beat{s}/${clientid}' },
};
const settings = { gateway: { ocpp: { mountpoint: 'site 7/', upstream } } };
const running = await startTestServer(t, { settings });
const read = async () => (await running.api('GET /async-api-spec.json')).json as Document;
const document = await read();

/** The channel of a topic, by its address and what its parameters may be. */
function channelOf({ channels }: Document, topic: string): string | undefined {
  return Object.entries(channels).find(([, { address, parameters = {} }]) => {
    if (address === undefined) return false;
    const parts = address.split(/\{([^}]+)\}/).map((part, place) => {
      if (place % 2 === 0) return escaped(part);
      const values = parameters[part]?.enum?.map(escaped);
      return values === undefined ? '[^/]*' : `(?:${values.join('|')})`;
    });
    return new RegExp(`^${parts.join('')}$`).test(topic);
  })?.[0];
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** The message of a channel that an object is, by its fields, their order, and its type. */
function messagesOf({ channels, components }: Document, channel: string, text: string): readonly string[] {
  const object = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return Object.keys(channels[channel]?.messages ?? {}).filter((name) => {
    const { required = [], properties = {} } = components.schemas[name] ?? {};
    const fields = Object.keys(properties).filter((field) => field in object);
    return (
      required.every((field) => field in object) &&
      fields.join() === Object.keys(object).join() &&
      Object.entries(properties).every(([field, one]) => one.const === undefined || one.const === object[field])
    );
  });
}

t.test('whatever is published stands in the document: its topic, its form, its QoS', async (t) => {
  const csms = await running.mqtt();
  await csms.subscribe('site 7/#', 2);
  const down = 'site 7/cs/CP1';
  const heard: Heard[] = [];
  const next = async (topic: string) => heard.push(await csms.next(topic));
  const chargePoint = await running.chargePoint('CP1', { subprotocols: ['ocpp1.6'] });
  await next('site 7/cp/CP1/Presence');
  await chargePoint.send([2, 'h', 'Heartbeat', {}]);
  await next('site 7/beat{s}/CP1');
  await csms.publish(down, result('h', { currentTime: '2026-01-01T00:00:00Z' }));
  await chargePoint.next();
  await chargePoint.send([2, 'a', 'Authorize', { idTag: 'TAG' }]);
  await next('site 7/up/1.6/Authorize/CP1');
  await csms.publish(down, call('g', 'GetLocalListVersion'));
  await chargePoint.next();
  await chargePoint.send([3, 'g', { listVersion: 0 }]);
  await next('site 7/re/CP1/3/g');
  await csms.publish(down, call('c', 'ClearCache'));
  await chargePoint.next();
  await chargePoint.send([4, 'c', 'NotSupported', '', {}]);
  await next('site 7/er/CP1');
  await csms.publish(down, 'no JSON');
  await next('site 7/er/CP1');

  t.same(
    heard.map(({ topic, text }) => {
      const channel = channelOf(document, topic) ?? '';
      return [channel, ...messagesOf(document, channel, text)];
    }),
    [
      ['presence', 'Presence'],
      ['calls-Heartbeat', 'Call'],
      ['calls', 'Call'],
      ['replies', 'CallResult'],
      ['errors', 'CallError'],
      ['errors', 'CallError'],
    ],
  );
  for (const { topic, qos } of heard) {
    const $ref = `#/channels/${channelOf(document, topic)}`;
    const operation = Object.values(document.operations).find(({ channel }) => channel.$ref === $ref);
    t.match(operation, { action: 'send', bindings: { mqtt: { qos } } }, topic);
  }
  t.equal(channelOf(document, down), 'downstream');
  await chargePoint.close();
});

t.test('where MQTT clients connect is where the servers of the document are', async (t) => {
  const urls = Object.values(document.servers).map(
    ({ host, protocol, pathname = '' }) => `${protocol}://${host}${pathname}`,
  );
  t.same(urls.sort(), [running.urls.tcp, running.urls.ws].sort());
});

t.test('a changed topic is in the next document', async (t) => {
  await running.api('PUT /gateways/ocpp', { mountpoint: 'm/', presence: { topic: '' } });
  const changed = await read();
  t.equal(channelOf(changed, 'm/cs/CP1'), 'downstream');
  t.equal(channelOf(changed, 'site 7/cs/CP1'), undefined);
  t.notOk('presence' in changed.channels);
});

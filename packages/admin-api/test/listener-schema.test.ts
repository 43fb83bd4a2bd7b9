import { parseSettings } from '@ocpp-broker/config';
import t from 'tap';
import { printListener, printMqttListener } from '../src/listener-json.ts';
import { listenerSchemas } from '../src/listener-schema.ts';

type Node = { readonly properties: Readonly<Record<string, Node>> };
const schema = (name: string) => listenerSchemas[name] as unknown as Node;

const document = {
  mqtt: { listeners: { wss: { a: { enable: false } } } },
  gateway: { ocpp: { listeners: { wss: { a: { enable: false } } } } },
};
const { mqtt, gateway } = parseSettings([{ source: 'test', document }]);
const view = { type: 'wss', name: 'a', running: false, currentConnections: 0, bind: '0.0.0.0:1' } as const;

t.test('the schemas name the fields that are printed, all and no others', async (t) => {
  const printed = {
    Listener: printListener({ ...view, settings: { ...gateway.ocpp.listeners.wss.a } }),
    MqttListener: printMqttListener({ ...view, settings: { ...mqtt.listeners.wss.a } }, 'node'),
  };
  for (const [name, listener] of Object.entries(printed)) {
    t.same(Object.keys(schema(name).properties).sort(), Object.keys(listener).sort(), name);
    for (const part of ['websocket', 'ssl_options', 'status'] as const) {
      const inner = (listener as Readonly<Record<string, object>>)[part] ?? {};
      t.same(Object.keys(schema(name).properties[part]?.properties ?? {}).sort(), Object.keys(inner).sort(), part);
    }
  }
});

t.test('what a body may give are the settings of such a listener, and its name', async (t) => {
  const names = ['type', 'name', 'id'];
  for (const [name, entry] of [
    ['ListenerChange', gateway.ocpp.listeners.wss.a],
    ['MqttListenerChange', mqtt.listeners.wss.a],
  ] as const) {
    t.same(Object.keys(schema(name).properties).sort(), [...names, ...Object.keys(entry ?? {})].sort(), name);
    t.match(schema(name).properties.max_connections, { 'x-apply': 'live' });
  }
});

import type { Schema } from './operation.ts';
import { amount, exact, text } from './schema-parts.ts';
import { counterKeys, counterKeysAlways, gaugeKeys } from './stats-json.ts';

const node = { node: text('Name of the node', { examples: ['ocpp-broker@127.0.0.1'] }) };
const gauges = Object.fromEntries(
  gaugeKeys.flatMap((key) => [
    [`${key}.count`, amount('How many there are now')],
    [`${key}.max`, amount('The most that there were since the start')],
  ]),
);
const counters = Object.fromEntries(counterKeys.map((key) => [key, amount('Counted since the start')]));
const notAlways = counterKeys.filter((key) => !counterKeysAlways.includes(key));

/** The schemas of figures. */
export const statsSchemas: Readonly<Record<string, Schema>> = {
  NodeStats: exact({ ...node, ...gauges }),
  AllStats: exact(gauges),
  NodeMetrics: exact({ ...node, ...counters }, notAlways),
  AllMetrics: exact(counters, notAlways),
  Node: exact({
    ...node,
    node_status: text('Whether it runs', { enum: ['running', 'stopped'] }),
    version: text('Version of the server'),
    edition: text('Edition, as EMQX tells it'),
    role: text('Role in a cluster, as EMQX tells it'),
    uptime: amount('Milliseconds since the start'),
    connections: amount('Clients that are connected or have a session'),
    live_connections: amount('Clients that are connected'),
    load1: { type: 'number', description: 'Load of the machine, average of a minute' },
    load5: { type: 'number', description: 'Of five minutes' },
    load15: { type: 'number', description: 'Of a quarter of an hour' },
    memory_total: text('Memory of the machine', { examples: ['7.65G'] }),
    memory_used: text('Memory of the process', { examples: ['96.4M'] }),
    max_fds: { type: ['integer', 'null'], description: 'File descriptors that the process may have, if that is known' },
    otp_release: text('What the server runs on; the name is EMQX’s', { examples: ['Node.js 24.1.0'] }),
  }),
};

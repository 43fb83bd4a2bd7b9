// What a body says of a listener, as the entry of the settings document that it becomes.

import { ApiError } from './errors.ts';
import type { SettingsDocument } from './ports.ts';

/** Which listener a body means. */
export type ListenerName = { readonly type: string; readonly name: string };

// What GET shows besides the settings, and what EMQX tunes and we do not: whoever sends back what he has read, from us or
// from EMQX, shall not be refused for it. What EMQX guards with (`access_rules`, say) is refused, not ignored.
const IGNORED: ReadonlySet<string> = new Set([
  'id',
  'type',
  'name',
  'running',
  'status',
  'node_status',
  'number',
  'current_connections',
  'acceptors',
  'zone',
  'tcp_options',
]);

// EMQX's word for no limit; ours has an end, which nobody will miss.
const LIMITS: Readonly<Record<string, unknown>> = { max_connections: 1_000_000, max_conn_rate: '1000000/s' };

/** The body, or 400 when it is no object. The settings judge everything else. */
export function listenerBody(body: unknown): SettingsDocument {
  if (isObject(body)) return body;
  throw new ApiError(400, 'BAD_REQUEST', 'body: must be object');
}

/** The name in a body, from `type` and `name` or from `id`; 400 when there is none. */
export function nameIn(body: SettingsDocument, parseId: (id: string) => ListenerName | undefined): ListenerName {
  const { id, type, name } = body;
  if (typeof type === 'string' && typeof name === 'string') return named(`${type}:${name}`, parseId, 'type');
  if (typeof id === 'string') return named(id, parseId, 'id');
  throw new ApiError(400, 'BAD_REQUEST', `Missing required parameter: ${typeof type === 'string' ? 'name' : 'type'}`);
}

/** The entry of the settings. */
export function listenerEntry(body: SettingsDocument): SettingsDocument {
  const kept = Object.entries(body).filter(([key]) => !IGNORED.has(key));
  return Object.fromEntries(
    kept.map(([key, value]) => {
      if (value === 'infinity' && Object.hasOwn(LIMITS, key)) return [key, LIMITS[key]];
      return [key, key === 'websocket' && isObject(value) ? webSocketEntry(value) : value];
    }),
  );
}

// `mqtt_path` is EMQX's name for what the settings call `path`; the other two are settings of the whole gateway, shown here.
function webSocketEntry(given: SettingsDocument): SettingsDocument {
  const { mqtt_path, idle_timeout: _idle, max_frame_size: _size, ...entry } = given;
  return mqtt_path === undefined ? entry : { ...entry, path: mqtt_path };
}

function named(id: string, parseId: (id: string) => ListenerName | undefined, field: string): ListenerName {
  const found = parseId(id);
  if (found === undefined) throw new ApiError(400, 'BAD_REQUEST', `${field}: there are no such listeners`);
  return found;
}

function isObject(value: unknown): value is SettingsDocument {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

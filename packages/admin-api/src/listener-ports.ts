// What the HTTP API needs to know of listeners, see ports.ts.

import type { MaybePromise } from './maybe-promise.ts';

/** One listener: its entry in the settings document as it stands there, and its live state. */
export type ListenerView<Type extends string = 'ws' | 'wss'> = {
  readonly type: Type;
  readonly name: string;
  readonly running: boolean;
  readonly currentConnections: number;
  /** The address that it is bound to (`127.0.0.1:33033`), or the one of its settings when it does not run. */
  readonly bind: string;
  /** The entry of the settings document: `enable`, `max_connections`, `websocket`, `ssl_options`, … */
  readonly settings: Readonly<Record<string, unknown>>;
};

/** The kinds of MQTT listeners, as the settings name them. */
export type MqttListenerType = 'tcp' | 'tls' | 'ws' | 'wss';

/** The MQTT listeners. They are made, changed and removed through the settings. */
export interface MqttListeners {
  list(): MaybePromise<readonly ListenerView<MqttListenerType>[]>;
  /** Closes an enabled listener, which disconnects its clients, and opens it anew. */
  restart(type: MqttListenerType, name: string): MaybePromise<void>;
}

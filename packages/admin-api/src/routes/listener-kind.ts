// What the routes of OCPP and MQTT listeners share.

import { ApiError } from '../errors.ts';
import type { ListenerName } from '../listener-body.ts';
import type { ListenerView } from '../listener-ports.ts';
import { errorReply, type Schema } from '../operation.ts';
import type { SettingsRoot } from '../ports.ts';
import { text } from '../schema-parts.ts';

/** Listeners of one kind: where they are found, how they are read and printed, and what they are called. */
export type ListenerKind<Type extends string> = {
  readonly url: string;
  readonly tag: string;
  /** As the audit trail calls it. */
  readonly noun: string;
  /** The shared schema, and a part of the operation ids. */
  readonly schema: 'Listener' | 'MqttListener';
  /** Where the entries stand in the settings document, from its root. */
  readonly root: string;
  readonly settings: SettingsRoot;
  /** Status of the answer to POST; EMQX has two. */
  readonly created: 200 | 201;
  readonly exampleId: string;
  readonly list: () => Promise<readonly ListenerView<Type>[]>;
  readonly idOf: (listener: ListenerView<Type>) => string;
  /** Undefined for what is no id. */
  readonly parseId: (id: string) => ListenerName | undefined;
  /** The name in a body's own words, `<type>:<name>`. */
  readonly parseName: (name: string) => ListenerName | undefined;
  readonly print: (listener: ListenerView<Type>) => Promise<object>;
};

/** The parameter of a listener's path. */
export const listenerParams = (example: string): Readonly<Record<string, Schema>> => ({
  id: text('Id of the listener', { examples: [example] }),
});

/** The answer for a listener that there is not. */
export const noListener = { 404: errorReply('No such listener') };

/** The listener of that type and name. */
export async function findListener<Type extends string>(
  { list }: ListenerKind<Type>,
  wanted: ListenerName | undefined,
): Promise<ListenerView<Type> | undefined> {
  return (await list()).find(({ type, name }) => type === wanted?.type && name === wanted.name);
}

/** The listener of an id, or of a name that must be there; 404 when there is none. */
export async function listenerOf<Type extends string>(
  kind: ListenerKind<Type>,
  wanted: string | ListenerName,
): Promise<ListenerView<Type>> {
  const found = await findListener(kind, typeof wanted === 'string' ? kind.parseId(wanted) : wanted);
  if (found === undefined) throw new ApiError(404, 'RESOURCE_NOT_FOUND', 'Listener not found');
  return found;
}

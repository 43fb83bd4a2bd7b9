import type { Schemas } from '@ocpp-broker/api-client';
import type { ExampleCall } from './example-calls.ts';
import { type Fields, fieldsOf, text } from './fields.ts';

/** The CALL as the message on the downstream topic, indented to be edited. */
export function callPayload({ action, payload }: ExampleCall, uniqueId: string): string {
  return JSON.stringify({ MessageTypeId: 2, UniqueId: uniqueId, Action: action, Payload: payload }, null, 2);
}

/** An id of 20 characters from 8 random bytes or more; a charge point takes no id twice. */
export function newUniqueId(bytes: Uint8Array): string {
  const hex = [...bytes.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `web-${hex}`;
}

/** The topics of one charge point as the settings have them: where its messages are awaited, and where it answers. */
export type Topics = { readonly downstream: string; readonly reply: string; readonly error: string };

/** The settings that topics are made of. */
export type TopicSettings = Pick<Schemas['Gateway'], 'mountpoint' | 'upstream' | 'dnstream'>;

/** Fills the settings' templates in. Placeholders that depend on the message (`${action}`) stay as they are. */
export function topicsOf(settings: TopicSettings, clientId: string, username: string | null): Topics {
  const { mountpoint, upstream, dnstream } = settings;
  const fill = (template = ''): string => `${mountpoint}${filled(template, clientId, username)}`;
  return { downstream: fill(dnstream.topic), reply: fill(upstream.reply_topic), error: fill(upstream.error_topic) };
}

/** What is wrong with a payload for a charge point; null when nothing is, as far as can be seen from here. */
export function payloadProblem(payload: string): string | null {
  let message: Fields;
  try {
    message = fieldsOf(JSON.parse(payload));
  } catch {
    return 'This is not JSON; a charge point’s topic takes nothing else.';
  }
  const type = message.MessageTypeId;
  if (typeof type !== 'number') return 'There is no MessageTypeId; a charge point’s topic asks for one.';
  if (text(message.UniqueId) === '') return 'There is no UniqueId; a charge point’s topic asks for one.';
  if (type === 2 && text(message.Action) === '') return 'There is no Action; a CALL asks for one.';
  return null;
}

// The gateway's own encoding: an identity cannot leave its level of the topic.
function encodeTopicLevel(level: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among those that are encoded
  return level.replace(/[%/+#\u0000-\u001f\u007f]|^\$/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

function filled(template: string, clientId: string, username: string | null): string {
  return template.replace(/\$\{(cid|clientid|username)\}/g, (placeholder, name: string) => {
    if (name === 'username') return username === null ? placeholder : encodeTopicLevel(username);
    return encodeTopicLevel(clientId);
  });
}

import { type Fields, fieldsOf, text } from './reader.ts';

/** A CALL to start from. */
export type ExampleCall = { readonly action: string; readonly payload: Fields };

/** CALLs of OCPP 1.6 that an operator sends most often; none of them does harm before somebody has edited it. */
export const exampleCalls: readonly ExampleCall[] = [
  { action: 'TriggerMessage', payload: { requestedMessage: 'Heartbeat' } },
  { action: 'GetConfiguration', payload: { key: ['HeartbeatInterval', 'MeterValueSampleInterval'] } },
  { action: 'ChangeConfiguration', payload: { key: 'HeartbeatInterval', value: '300' } },
  { action: 'ChangeAvailability', payload: { connectorId: 1, type: 'Operative' } },
  { action: 'RemoteStartTransaction', payload: { connectorId: 1, idTag: 'TAG1' } },
  { action: 'RemoteStopTransaction', payload: { transactionId: 1 } },
  { action: 'UnlockConnector', payload: { connectorId: 1 } },
  { action: 'Reset', payload: { type: 'Soft' } },
  { action: 'DataTransfer', payload: { vendorId: 'com.example', messageId: 'ping', data: 'hello' } },
];

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

/** Fills the settings' templates in. Placeholders that depend on the message (`${action}`) stay as they are. */
export function topicsOf(settings: Fields, clientId: string, username: string | null): Topics {
  const mountpoint = text(settings.mountpoint);
  const upstream = fieldsOf(settings.upstream);
  const fill = (template: unknown): string => `${mountpoint}${filled(text(template), clientId, username)}`;
  return {
    downstream: fill(fieldsOf(settings.dnstream).topic),
    reply: fill(upstream.reply_topic),
    error: fill(upstream.error_topic),
  };
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

// A topic template as the address of an AsyncAPI channel: `ocpp/cp/${cid}` is `ocpp/cp/{clientid}`.
import type { Schema } from './operation.ts';

/** The placeholders of a template by the names that they have as parameters; `cid` and `clientid` are one. */
export type PlaceholderName = 'clientid' | 'username' | 'version' | 'action' | 'type' | 'id';

/** An address, the parameters in it that stand for placeholders, and the texts of those that stand for themselves. */
export type ChannelAddress = {
  readonly address: string;
  readonly placeholders: ReadonlySet<PlaceholderName>;
  /** By the name of the parameter. */
  readonly texts: ReadonlyMap<string, string>;
};

/** What is known of the messages of a channel; null: any action. */
export type AddressValues = {
  readonly actions: readonly string[] | null;
  /** Message type ids: `2`. */
  readonly types: readonly string[];
};

const PLACEHOLDER = /\$\{(cid|clientid|username|version|action|type|id)\}/;

// A brace in a topic is a character as any other; AsyncAPI knows no way to write one in an address that is not a parameter.
const BRACED = /[{}](?:[^/]*[{}])?/g;

/** Takes a template with its mountpoint; texts with braces become parameters that have one value each. */
export function channelAddress(template: string): ChannelAddress {
  const placeholders = new Set<PlaceholderName>();
  const texts = new Map<string, string>();
  const ofText = (text: string): string => {
    const known = [...texts].find(([, one]) => one === text)?.[0];
    const name = known ?? `text${texts.size + 1}`;
    texts.set(name, text);
    return `{${name}}`;
  };
  const address = template.split(PLACEHOLDER).map((part, place) => {
    if (place % 2 === 0) return part.replace(BRACED, ofText);
    const name = part === 'cid' ? 'clientid' : (part as PlaceholderName);
    placeholders.add(name);
    return `{${name}}`;
  });
  return { address: address.join(''), placeholders, texts };
}

/** AsyncAPI's parameters of an address. */
export function addressParameters(
  { placeholders, texts }: ChannelAddress,
  values: AddressValues,
): Readonly<Record<string, Schema>> {
  const known = [...placeholders].map((name) => [name, describe(name, values)] as const);
  const fixed = [...texts].map(
    ([name, text]) => [name, { description: 'Stands in the topic as it is.', enum: [text], default: text }] as const,
  );
  return Object.fromEntries([...known, ...fixed]);
}

const ENCODED = 'with `/`, `+`, `#`, `%`, a `$` at its beginning and control characters percent-encoded';

function describe(name: PlaceholderName, { actions, types }: AddressValues): Schema {
  switch (name) {
    case 'clientid':
      return { description: `The identity of the charge point, ${ENCODED}.`, examples: ['CP1', 'A%2BB'] };
    case 'username':
      return {
        description: `The user name that the charge point logged in with, ${ENCODED}; empty when it gave none, or is not connected.`,
        examples: ['CP1'],
      };
    case 'version':
      return {
        description: 'The version of OCPP of the connection, or the last one of a charge point that is not connected.',
        enum: ['1.6', '2.0.1', '2.1'],
      };
    case 'action':
      return {
        description: `The action of the CALL or SEND, of an answer that of its CALL, ${ENCODED}; empty when there is none to tell.`,
        ...(actions === null ? { examples: ['BootNotification'] } : { enum: actions }),
      };
    case 'type':
      return { description: 'The message type id.', enum: types };
    case 'id':
      return { description: `The UniqueId of the message, ${ENCODED}.`, examples: ['u1'] };
  }
}

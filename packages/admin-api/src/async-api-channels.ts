// Which topics there are, by the settings as they are now. Templates that give the same address are one channel.
import type { GatewaySettings } from '@ocpp-broker/config';
import { addressParameters, type ChannelAddress, channelAddress } from './async-api-address.ts';
import { type MessageName, messageTypes } from './async-api-messages.ts';
import type { Schema } from './operation.ts';

/** What goes over a topic, seen from the charge point; `downstream` is what it hears. */
export type ChannelPurpose = 'calls' | 'replies' | 'errors' | 'presence' | 'downstream';

/** One setting that names a topic. */
export type ChannelUse = {
  /** Unique among all uses; a channel is called by its first one's. */
  readonly id: string;
  readonly purpose: ChannelPurpose;
  /** Its path in the settings. */
  readonly setting: string;
  /** The only one, of a topic that is for one. */
  readonly action: string | null;
};

/** A channel and all settings that lead to it, of which there is at least one. */
export type Channel = { readonly id: string; readonly address: ChannelAddress; readonly uses: readonly ChannelUse[] };

/** The settings of the topics. */
export type TopicSettings = Pick<GatewaySettings, 'mountpoint' | 'upstream' | 'dnstream' | 'presence'>;

/** What goes over the topics of a purpose. */
export const messagesOf: Readonly<Record<ChannelPurpose, readonly MessageName[]>> = {
  calls: ['Call', 'Send'],
  replies: ['CallResult'],
  errors: ['CallError', 'CallResultError'],
  presence: ['Presence'],
  downstream: [
    'CallToChargePoint',
    'SendToChargePoint',
    'CallResultToChargePoint',
    'CallErrorToChargePoint',
    'CallResultErrorToChargePoint',
  ],
};

/** The channels of the settings, those of single actions last. */
export function channelsOf(settings: TopicSettings): readonly Channel[] {
  const byAddress = new Map<string, Channel>();
  for (const { template, ...use } of templatesOf(settings)) {
    const address = channelAddress(settings.mountpoint + template);
    // The same text behind braces is the same parameter, so two addresses that look alike may be two topics.
    const key = JSON.stringify([address.address, [...address.texts]]);
    const known = byAddress.get(key);
    byAddress.set(
      key,
      known === undefined ? { id: use.id, address, uses: [use] } : { ...known, uses: [...known.uses, use] },
    );
  }
  return [...byAddress.values()];
}

/** AsyncAPI's Channel Object. */
export function printChannel({ address, uses }: Channel): Schema {
  const purposes = [...new Set(uses.map(({ purpose }) => purpose))];
  const messages = purposes.flatMap((purpose) => messagesOf[purpose]);
  const isOfActions = uses.every(({ action }) => action !== null);
  const actions = isOfActions ? uses.flatMap(({ action }) => (action === null ? [] : [action])) : null;
  const types = messages.flatMap((name) => messageTypes[name] ?? []).map(String);
  return {
    address: address.address,
    title: purposes.map((purpose) => titles[purpose]).join('. '),
    description: `Set by ${uses.map(({ setting }) => `\`${setting}\``).join(', ')}.`,
    messages: Object.fromEntries(messages.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
    parameters: addressParameters(address, { actions, types }),
    'x-settings': uses.map(({ setting }) => setting),
  };
}

const titles: Readonly<Record<ChannelPurpose, string>> = {
  calls: 'What charge points ask and tell',
  replies: 'Their answers',
  errors: 'Errors, of charge points and about what could not be delivered to them',
  presence: 'Whether a charge point is here',
  downstream: 'What charge points are asked, told and answered',
};

function templatesOf(settings: TopicSettings): readonly (ChannelUse & { readonly template: string })[] {
  const { upstream, dnstream, presence } = settings;
  const of = (purpose: ChannelPurpose, path: string, template: string, action: string | null = null) => ({
    id: action === null ? purpose : `${purpose}-${action}`,
    purpose,
    setting: `gateway.ocpp.${path}`,
    action,
    template,
  });
  return [
    of('calls', 'upstream.topic', upstream.topic),
    of('replies', 'upstream.reply_topic', upstream.reply_topic),
    of('errors', 'upstream.error_topic', upstream.error_topic),
    ...(presence.topic === '' ? [] : [of('presence', 'presence.topic', presence.topic)]),
    of('downstream', 'dnstream.topic', dnstream.topic),
    ...Object.entries(upstream.topic_override_mapping).map(([action, template]) =>
      of('calls', `upstream.topic_override_mapping.${action}`, template, action),
    ),
  ];
}

// What the process does with each channel: AsyncAPI 3 tells it from the process's side, so a charge point's CALL is sent and
// that of a CSMS is received.
import { type Channel, type ChannelPurpose, type ChannelUse, messagesOf } from './async-api-channels.ts';
import { type MessageName, mqttBindingVersion } from './async-api-messages.ts';
import type { Schema } from './operation.ts';

/** The channel of the answers that go to the topic which a requester named; nobody knows its address beforehand. */
export const responseChannelId = 'responses';

/** That channel, which for this reason has none (AsyncAPI 3.0.0, Channel Object). */
export const responseChannel: Schema = {
  title: 'Answers on the response topic of a CALL (MQTT 5)',
  description:
    'QoS 2, not retained, with the Correlation Data of the CALL; word for word as on the reply or error topic.',
  messages: {
    CallResult: { $ref: '#/components/messages/CallResult' },
    CallError: { $ref: '#/components/messages/CallError' },
  },
};

/** AsyncAPI's operations on the channels. */
export function printOperations(channels: readonly Channel[]): Readonly<Record<string, Schema>> {
  const of = (purpose: ChannelPurpose) => channels.filter(({ uses }) => uses.some((use) => use.purpose === purpose));
  const [downstream] = of('downstream');
  const [replies] = of('replies');
  const sent = SENT.flatMap((purpose) => of(purpose).map((channel) => sending(channel, purpose, downstream)));
  const received = downstream === undefined ? [] : receiving(downstream, replies);
  return Object.fromEntries([...sent, ...received]);
}

type Named = readonly [id: string, operation: Schema];

const SENT = ['calls', 'replies', 'errors', 'presence'] as const;

const summaries: Readonly<Record<(typeof SENT)[number], string>> = {
  calls: 'Publish the CALLs and SENDs of charge points',
  replies: 'Publish the CALLRESULTs of charge points',
  errors: 'Publish CALLERRORs and CALLRESULTERRORs of charge points, and why a message could not be delivered to one',
  presence: 'Publish, retained, whether a charge point is connected',
};

function sending(channel: Channel, purpose: (typeof SENT)[number], downstream: Channel | undefined): Named {
  const uses = channel.uses.filter((use) => use.purpose === purpose);
  const isPresence = purpose === 'presence';
  const isAnswered = purpose === 'calls' && downstream !== undefined;
  return [
    `send-${uses[0]?.id}`,
    {
      action: 'send',
      ...on(channel, messagesOf[purpose]),
      summary: summaries[purpose],
      ...(purpose === 'calls' ? { description: whichActions(uses) } : {}),
      ...(isAnswered ? { reply: on(downstream, ['CallResultToChargePoint', 'CallErrorToChargePoint']) } : {}),
      bindings: { mqtt: { qos: isPresence ? 1 : 2, retain: isPresence, bindingVersion: mqttBindingVersion } },
    },
  ];
}

function whichActions(uses: readonly ChannelUse[]): string {
  const named = uses.flatMap(({ action }) => (action === null ? [] : [action]));
  return named.length === uses.length
    ? `Of ${named.join(', ')} alone.`
    : 'Of every action that has no topic of its own. QoS 2 is the upper bound: a subscriber gets that of its subscription.';
}

/** A CALL is there twice, since AsyncAPI knows one place for the reply of an operation. */
function receiving(downstream: Channel, replies: Channel | undefined): readonly Named[] {
  const operation = (summary: string, messages: readonly MessageName[], more: Schema = {}): Schema => ({
    action: 'receive',
    ...on(downstream, messages),
    summary,
    ...more,
  });
  const errorsToo = replies?.uses.some(({ purpose }) => purpose === 'errors') === true;
  const replied: readonly MessageName[] = errorsToo ? ['CallResult', 'CallError'] : ['CallResult'];
  const calls = operation('Take CALLs to charge points', ['CallToChargePoint'], {
    description: 'The answer is published on the reply topic, an error or why there is no answer on the error topic.',
    ...(replies === undefined ? {} : { reply: on(replies, replied) }),
    ...ofCalls,
  });
  const requests = operation('Take CALLs that name a response topic (MQTT 5)', ['CallToChargePoint'], {
    description: 'The answer, an error or why there is no answer is published on the response topic as well.',
    reply: {
      address: {
        location: '$message.header#/responseTopic',
        description: 'The Response Topic, a property of MQTT 5 (§3.3.2.3.5).',
      },
      ...reference(responseChannelId, ['CallResult', 'CallError']),
    },
    ...ofCalls,
  });
  return [
    ['receive-calls', calls],
    ['receive-requests', requests],
    ['receive-sends', operation('Take SENDs to charge points', ['SendToChargePoint'])],
    [
      'receive-answers',
      operation('Take answers to the CALLs of charge points', [
        ...(['CallResultToChargePoint', 'CallErrorToChargePoint', 'CallResultErrorToChargePoint'] as const),
      ]),
    ],
  ];
}

const ofCalls: Schema = {
  bindings: {
    mqtt: {
      messageExpiryInterval: {
        type: 'integer',
        minimum: 0,
        maximum: 4_294_967_295,
        description: 'With MQTT 5, in seconds: a CALL that has to wait longer is not sent (`expired`).',
      },
      bindingVersion: mqttBindingVersion,
    },
  },
};

function on(channel: Channel, messages: readonly MessageName[]): Schema {
  return reference(channel.id, messages);
}

function reference(id: string, messages: readonly MessageName[]): Schema {
  const channel = `#/channels/${id}`;
  return { channel: { $ref: channel }, messages: messages.map((name) => ({ $ref: `${channel}/messages/${name}` })) };
}

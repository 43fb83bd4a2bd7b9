import type { FastifyInstance } from 'fastify';
import { recordChange } from '../audit.ts';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { operation, type Schema } from '../operation.ts';
import type { PublishProperties } from '../ports.ts';
import { exact, flag, text } from '../schema-parts.ts';

type PropertiesBody = {
  readonly payload_format_indicator?: 0 | 1;
  readonly message_expiry_interval?: number;
  readonly response_topic?: string;
  readonly correlation_data?: string;
  readonly content_type?: string;
  readonly user_properties?: Readonly<Record<string, string>>;
};
type PublishBody = {
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  readonly payload: string;
  readonly payload_encoding: 'plain' | 'base64';
  readonly retain: boolean;
  readonly properties?: PropertiesBody;
};

// MQTT 5 §1.5.4 and §1.5.6: the length of a string or of binary data has two bytes.
const STRING_BYTES_MAX = 65_535;
const NO_MATCHING_SUBSCRIBERS = 0x10;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

const properties: Readonly<Record<string, Schema>> = {
  payload_format_indicator: { type: 'integer', enum: [0, 1], description: '1: the payload is UTF-8' },
  message_expiry_interval: { type: 'integer', minimum: 0, maximum: 4_294_967_295, description: 'Seconds' },
  response_topic: text('Where an answer should go'),
  correlation_data: text('What an answer should bear'),
  content_type: text('MIME type of the payload'),
  user_properties: {
    type: 'object',
    maxProperties: 100,
    additionalProperties: { type: 'string' },
    description: 'Names and values of the publisher’s own',
  },
};

/** `POST /publish`. */
export function publishRoute(api: FastifyInstance, context: ApiContext): void {
  api.route<{ Body: PublishBody }>({
    ...operation({
      method: 'POST',
      url: '/publish',
      id: 'publish',
      access: 'operator',
      tag: 'Publish',
      summary: 'Publish a message',
      body: {
        type: 'object',
        required: ['topic', 'payload'],
        properties: {
          topic: text('The whole topic, mountpoint included', { examples: ['ocpp/cs/CP1'] }),
          qos: { type: 'integer', enum: [0, 1, 2], default: 0, description: 'Quality of service' },
          payload: text('The payload'),
          payload_encoding: text('How it is written', { enum: ['plain', 'base64'], default: 'plain' }),
          retain: flag('Whether the broker keeps it', { default: false }),
          properties: { type: 'object', properties, description: 'Properties of MQTT 5' },
        },
      },
      replies: {
        200: { description: 'It went to somebody', ...exact({ id: text('Id of the message') }) },
        202: {
          description: 'Nobody is subscribed',
          ...exact({
            message: text('Why', { const: 'no_matching_subscribers' }),
            reason_code: { type: 'integer', const: NO_MATCHING_SUBSCRIBERS },
          }),
        },
      },
    }),
    handler: async (request, reply) => {
      const { topic, qos, retain, payload, payload_encoding } = request.body;
      checkTopic('topic', topic);
      const bytes = decodePayload(payload, payload_encoding);
      const { id, matched } = await context.ports.publisher.publish({
        topic,
        qos,
        retain,
        payload: bytes,
        properties: propertiesOf(request.body.properties ?? {}),
      });
      await recordChange(context, request, 'publish', topic, { after: { qos, retain, bytes: bytes.byteLength } });
      if (matched) return { id };
      return reply.code(202).send({ message: 'no_matching_subscribers', reason_code: NO_MATCHING_SUBSCRIBERS });
    },
  });
}

function propertiesOf(body: PropertiesBody): PublishProperties {
  const { response_topic, correlation_data, content_type, user_properties } = body;
  if (response_topic !== undefined) checkTopic('properties.response_topic', response_topic);
  if (content_type !== undefined) checkText('properties.content_type', content_type);
  if (correlation_data !== undefined) checkText('properties.correlation_data', correlation_data);
  for (const [name, value] of Object.entries(user_properties ?? {})) {
    checkText('properties.user_properties', name);
    checkText('properties.user_properties', value);
  }
  const { payload_format_indicator: format, message_expiry_interval: expiry } = body;
  return {
    ...(format === undefined ? {} : { payloadFormatIndicator: format }),
    ...(expiry === undefined ? {} : { messageExpiryIntervalSeconds: expiry }),
    ...(response_topic === undefined ? {} : { responseTopic: response_topic }),
    ...(correlation_data === undefined ? {} : { correlationData: Buffer.from(correlation_data) }),
    ...(content_type === undefined ? {} : { contentType: content_type }),
    ...(user_properties === undefined ? {} : { userProperties: user_properties }),
  };
}

/** MQTT 5 §4.7.3: a topic name has at least one character and no wildcard. */
function checkTopic(path: string, topic: string): void {
  checkText(path, topic);
  if (topic === '' || /[+#]/.test(topic)) throw badRequest(path, 'must be a topic name, without + and #');
  // Aedes lets its own messages there end the connections of others; they are nobody's but its own.
  if (topic.startsWith('$SYS/')) throw badRequest(path, 'must not be under $SYS/');
}

/** MQTT 5 §1.5.4: what may be a UTF-8 string on the wire. */
function checkText(path: string, value: string): void {
  if (!value.isWellFormed() || value.includes('\u0000')) throw badRequest(path, 'must be UTF-8 without U+0000');
  if (Buffer.byteLength(value) > STRING_BYTES_MAX) throw badRequest(path, `must be at most ${STRING_BYTES_MAX} bytes`);
}

function decodePayload(payload: string, encoding: 'plain' | 'base64'): Uint8Array {
  if (encoding === 'base64') {
    // Node's decoder skips what it does not know, and a mistyped payload would go out cut.
    if (!BASE64.test(payload)) throw badRequest('payload', 'must be base64');
    return Buffer.from(payload, 'base64');
  }
  if (!payload.isWellFormed()) throw badRequest('payload', 'must be UTF-8; send other bytes as base64');
  return Buffer.from(payload, 'utf8');
}

function badRequest(path: string, message: string): ApiError {
  return new ApiError(400, 'BAD_REQUEST', `${path}: ${message}`);
}

import { messageTypeIds, type Output } from '@ocpp-broker/ocpp';
import type { TopicOptions } from './options.ts';
import { decodeTopicLevel, encodeTopicLevel } from './topic-level.ts';
import { TopicTemplate, type TopicValues } from './topic-template.ts';

type Publish = Extract<Output, { kind: 'publish' }>;

/** Who a connection is, as far as topics go. */
export type TopicOwner = { readonly identity: string; readonly username: string; readonly version: string };

/** All topics of the gateway, made anew when a template changes. */
export class Topics {
  /** The filter of every charge point's downstream topic. */
  readonly downstreamFilter: string;
  readonly #call: TopicTemplate;
  readonly #reply: TopicTemplate;
  readonly #error: TopicTemplate;
  readonly #presence: TopicTemplate | undefined;
  readonly #downstream: TopicTemplate;
  readonly #overrides: ReadonlyMap<string, TopicTemplate>;
  readonly #downstreamPattern: RegExp;
  readonly #ownPatterns: readonly RegExp[];

  constructor(options: TopicOptions) {
    const template = (text: string) => new TopicTemplate(options.mountpoint + text);
    this.#call = template(options.call);
    this.#reply = template(options.reply);
    this.#error = template(options.error);
    this.#presence = options.presence === '' ? undefined : template(options.presence);
    this.#downstream = template(options.downstream);
    this.#overrides = new Map(Object.entries(options.callOverrides).map(([action, text]) => [action, template(text)]));
    this.downstreamFilter = this.#downstream.filter();
    this.#downstreamPattern = this.#downstream.pattern();
    const own = [this.#call, this.#reply, this.#error, ...this.#overrides.values()];
    if (this.#presence !== undefined) own.push(this.#presence);
    this.#ownPatterns = own.map((each) => each.pattern());
  }

  /** Whether only the gateway may publish to a topic. */
  owns(topic: string): boolean {
    return this.#ownPatterns.some((pattern) => pattern.test(topic));
  }

  /**
   * The identity that a downstream topic is for; undefined for any other topic. A charge point has one topic and no second
   * spelling of it (`cs/%43P1` is not `cs/CP1`): a broker's rule about the one would not hold for the other.
   */
  identityOf(topic: string): string | undefined {
    const level = this.levelOf(topic);
    const identity = level === undefined ? undefined : decodeTopicLevel(level);
    return identity !== undefined && encodeTopicLevel(identity) === level ? identity : undefined;
  }

  /** The text that stands in a downstream topic where the identity belongs; undefined for any other topic. */
  levelOf(topic: string): string | undefined {
    const level = this.#downstreamPattern.exec(topic)?.[1];
    return level === '' ? undefined : level;
  }

  /** The topics of one connection. */
  of(owner: TopicOwner): ConnectionTopics {
    return new ConnectionTopics(owner, {
      call: this.#call,
      reply: this.#reply,
      error: this.#error,
      overrides: this.#overrides,
      presence: this.#presence,
      downstream: this.#downstream,
    });
  }
}

type Templates = {
  readonly call: TopicTemplate;
  readonly reply: TopicTemplate;
  readonly error: TopicTemplate;
  readonly overrides: ReadonlyMap<string, TopicTemplate>;
  readonly presence: TopicTemplate | undefined;
  readonly downstream: TopicTemplate;
};

/** Longest action in a topic, in characters: a charge point whose frames are not checked may name one as long as a frame. */
const actionLengthMax = 255;

/** Topics of one connection; those that depend on nothing else are made once. */
export class ConnectionTopics {
  readonly presence: string | undefined;
  readonly downstream: string;
  readonly #templates: Templates;
  readonly #values: TopicValues;
  readonly #fixed: {
    readonly call: string | undefined;
    readonly reply: string | undefined;
    readonly error: string | undefined;
  };

  constructor({ identity, username, version }: TopicOwner, templates: Templates) {
    this.#templates = templates;
    this.#values = { clientid: identity, username, version, action: '', type: '', id: '' };
    const fixed = (template: TopicTemplate) => (template.isOfConnection ? template.render(this.#values) : undefined);
    this.#fixed = { call: fixed(templates.call), reply: fixed(templates.reply), error: fixed(templates.error) };
    this.presence = templates.presence?.render(this.#values);
    this.downstream = templates.downstream.render(this.#values);
  }

  /** The topic on which a message of the session is published. */
  topicOf({ channel, message, action = '' }: Pick<Publish, 'channel' | 'message' | 'action'>): string {
    const { overrides } = this.#templates;
    const override = channel === 'call' && overrides.size > 0 ? overrides.get(action) : undefined;
    const fixed = override === undefined ? this.#fixed[channel] : undefined;
    if (fixed !== undefined) return fixed;
    const type = String(messageTypeIds[message.kind]);
    const values = { ...this.#values, action: action.slice(0, actionLengthMax), type, id: message.uniqueId };
    return (override ?? this.#templates[channel]).render(values);
  }
}

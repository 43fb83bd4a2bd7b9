import { messageTypeIds, type Output } from '@ocpp-broker/ocpp';
import type { TopicOptions } from './options.ts';
import { decodeTopicLevel, encodeTopicLevel } from './topic-level.ts';
import { TopicTemplate, type TopicValues } from './topic-template.ts';

type Publish = Extract<Output, { kind: 'publish' }>;

/** Who a connection is, as far as topics go. */
export type TopicOwner = { readonly identity: string; readonly username: string | null; readonly version: string };

/** All topics of the gateway, made anew when a template changes. */
export class Topics {
  /** The filter of every charge point's downstream topic. */
  readonly downstreamFilter: string;
  readonly #templates: Templates;
  readonly #downstreamPattern: RegExp;
  readonly #ownPatterns: readonly RegExp[];

  constructor(options: TopicOptions) {
    const template = (text: string) => new TopicTemplate(options.mountpoint + text);
    const { call, reply, error, presence, downstream, callOverrides } = options;
    const overrides = new Map(Object.entries(callOverrides).map(([action, text]) => [action, template(text)]));
    this.#templates = {
      call: template(call),
      reply: template(reply),
      error: template(error),
      overrides,
      presence: presence === '' ? undefined : template(presence),
      downstream: template(downstream),
    };
    this.downstreamFilter = this.#templates.downstream.filter();
    this.#downstreamPattern = this.#templates.downstream.pattern();
    const own = [this.#templates.call, this.#templates.reply, this.#templates.error, ...overrides.values()];
    if (this.#templates.presence !== undefined) own.push(this.#templates.presence);
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
    return new ConnectionTopics(owner, this.#templates);
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

/** Topics of one connection. Those that depend on nothing else are made once, when they are first asked for: one that rests needs few. */
export class ConnectionTopics {
  readonly #owner: TopicOwner;
  readonly #templates: Templates;
  #call: string | undefined;
  #reply: string | undefined;
  #error: string | undefined;

  constructor(owner: TopicOwner, templates: Templates) {
    this.#owner = owner;
    this.#templates = templates;
  }

  get presence(): string | undefined {
    const { presence } = this.#templates;
    return presence === undefined ? undefined : this.#render(presence);
  }

  get downstream(): string {
    return this.#render(this.#templates.downstream);
  }

  /** The topic on which a message of the session is published. */
  topicOf({ channel, message, action = '' }: Pick<Publish, 'channel' | 'message' | 'action'>): string {
    const { overrides } = this.#templates;
    const override = channel === 'call' && overrides.size > 0 ? overrides.get(action) : undefined;
    if (override === undefined && this.#templates[channel].isOfConnection) return this.#fixed(channel);
    const type = String(messageTypeIds[message.kind]);
    const values = { action: action.slice(0, actionLengthMax), type, id: message.uniqueId };
    return this.#render(override ?? this.#templates[channel], values);
  }

  #fixed(channel: Publish['channel']): string {
    switch (channel) {
      case 'call':
        this.#call ??= this.#render(this.#templates.call);
        return this.#call;
      case 'reply':
        this.#reply ??= this.#render(this.#templates.reply);
        return this.#reply;
      case 'error':
        this.#error ??= this.#render(this.#templates.error);
        return this.#error;
    }
  }

  #render(template: TopicTemplate, ofMessage: Pick<TopicValues, 'action' | 'type' | 'id'> = noMessage): string {
    const { identity, username, version } = this.#owner;
    return template.render({ clientid: identity, username: username ?? '', version, ...ofMessage });
  }
}

const noMessage = { action: '', type: '', id: '' };

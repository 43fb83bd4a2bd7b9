import type { TopicRule } from './access-ports.ts';

/** A rule of a body, which the schema has looked at; keys that are not known are not kept. */
export function ruleOf({ topic, permission, action, qos, retain }: TopicRule): TopicRule {
  return {
    topic,
    permission,
    action,
    ...(qos === undefined ? {} : { qos }),
    ...(retain === undefined ? {} : { retain }),
  };
}

/** A rule as the wire has it, with EMQX's defaults. */
export function printRule({ topic, permission, action, qos = [0, 1, 2], retain = 'all' }: TopicRule): object {
  return { topic, permission, action, qos, retain };
}

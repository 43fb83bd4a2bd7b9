import type { FastifyInstance } from 'fastify';
import type { TopicRule, TopicRuleSubject } from '../access-ports.ts';
import { givenRules } from '../access-schema.ts';
import { recordChange } from '../audit.ts';
import type { AuditDetail } from '../audit-ports.ts';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { emptyReply, operation, reply } from '../operation.ts';
import { printRule, ruleOf } from '../topic-rule-json.ts';

/** Where the topic rules are found. */
export const rulesUrl = '/authorization/sources/built_in_database/rules';
/** Their chapter of the OpenAPI document. */
export const rulesTag = 'MQTT authorization';

/** The topic rules for all, and all topic rules at once. */
export function sharedTopicRuleRoutes(api: FastifyInstance, context: ApiContext): void {
  rulesForAllRoutes(api, context);
  clearRoute(api, context);
}

/** Puts rules in the place of a subject's present ones, and tells both; 400 when there is no room. */
export async function putRules(
  { ports }: ApiContext,
  subject: TopicRuleSubject,
  rules: readonly TopicRule[],
): Promise<AuditDetail> {
  const before = ((await ports.topicRules.find(subject)) ?? []).map(printRule);
  const taken = rules.map(ruleOf);
  if ((await ports.topicRules.put(subject, taken)) === 'full') throw tooManyRules();
  return { before, after: taken.map(printRule) };
}

/** 400: there are as many lists, or rules in them, as may be. */
export function tooManyRules(): ApiError {
  return new ApiError(400, 'BAD_REQUEST', 'There are as many rules as may be');
}

function rulesForAllRoutes(api: FastifyInstance, context: ApiContext): void {
  const { topicRules } = context.ports;
  const url = `${rulesUrl}/all`;
  const all: TopicRuleSubject = { kind: 'all' };
  api.route({
    ...operation({
      method: 'GET',
      url,
      id: 'getTopicRules',
      tag: rulesTag,
      summary: 'Show the topic rules for all',
      replies: { 200: reply('The rules', 'TopicRules') },
    }),
    handler: async () => ({ rules: ((await topicRules.find(all)) ?? []).map(printRule) }),
  });

  api.route<{ Body: { readonly rules: readonly TopicRule[] } }>({
    ...operation({
      method: 'POST',
      url,
      id: 'putTopicRules',
      tag: rulesTag,
      summary: 'Put topic rules in the place of those for all',
      body: { type: 'object', required: ['rules'], properties: { rules: givenRules } },
      replies: { 204: emptyReply('The rules are in force') },
    }),
    handler: async (request, answer) => {
      const detail = await putRules(context, all, request.body.rules);
      await recordChange(context, request, 'put topic rules for all', 'all', detail);
      return answer.code(204).send();
    },
  });

  api.route({
    ...operation({
      method: 'DELETE',
      url,
      id: 'removeTopicRules',
      tag: rulesTag,
      summary: 'Remove the topic rules for all',
      replies: { 204: emptyReply('There are none any more') },
    }),
    handler: async (request, answer) => {
      const before = (await topicRules.find(all))?.map(printRule);
      await topicRules.remove(all);
      await recordChange(context, request, 'remove topic rules for all', 'all', { before });
      return answer.code(204).send();
    },
  });
}

function clearRoute(api: FastifyInstance, context: ApiContext): void {
  api.route({
    ...operation({
      method: 'DELETE',
      url: rulesUrl,
      id: 'clearTopicRules',
      tag: rulesTag,
      summary: 'Remove all topic rules, of users, of client ids and for all',
      replies: { 204: emptyReply('There are none any more') },
    }),
    handler: async (request, answer) => {
      const { topicRules } = context.ports;
      const before = await countsOf(topicRules);
      await topicRules.clear();
      await recordChange(context, request, 'remove all topic rules', 'all', { before });
      return answer.code(204).send();
    },
  });
}

/** How many there are; the rules themselves may be many thousands. */
async function countsOf(topicRules: ApiContext['ports']['topicRules']): Promise<object> {
  const first = { page: 1, limit: 1 };
  const { count: users } = await topicRules.list({ ...first, kind: 'username' });
  const { count: clients } = await topicRules.list({ ...first, kind: 'clientid' });
  return { users, clients, all: ((await topicRules.find({ kind: 'all' })) ?? []).length };
}

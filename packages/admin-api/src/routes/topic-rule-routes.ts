import type { FastifyInstance } from 'fastify';
import type { TopicRule, TopicRuleList, TopicRuleSubject } from '../access-ports.ts';
import { givenRules } from '../access-schema.ts';
import { recordChange } from '../audit.ts';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { emptyReply, errorReply, operation, pageReply, reply } from '../operation.ts';
import { type PageQuery, pageQuery, toPage } from '../paging.ts';
import { text } from '../schema-parts.ts';
import { printRule, ruleOf } from '../topic-rule-json.ts';
import { putRules, rulesTag, rulesUrl, tooManyRules } from './shared-topic-rule-routes.ts';

/** Lists of rules under names: those of users, or of client ids. */
type NamedRules = {
  readonly path: 'users' | 'clients';
  readonly key: 'username' | 'clientid';
  readonly schema: 'UserTopicRules' | 'ClientTopicRules';
  readonly whose: string;
};

type RulesBody = { readonly rules: readonly TopicRule[] };
type ByName = { readonly Params: { readonly name: string } };

const NAME_LENGTH_MAX = 1024;
// The body is bounded in bytes; a list of this length fits.
const LISTS_PER_POST_MAX = 10_000;

const kinds: readonly NamedRules[] = [
  { path: 'users', key: 'username', schema: 'UserTopicRules', whose: 'users' },
  { path: 'clients', key: 'clientid', schema: 'ClientTopicRules', whose: 'client ids' },
];
const noRules = { 404: errorReply('No such rules') };

/** The topic rules of users and of client ids. */
export function topicRuleRoutes(api: FastifyInstance, context: ApiContext): void {
  for (const kind of kinds) {
    listRoutes(api, context, kind);
    singleRoutes(api, context, kind);
  }
}

function listRoutes(api: FastifyInstance, context: ApiContext, kind: NamedRules): void {
  const { path, key, schema, whose } = kind;
  const { topicRules } = context.ports;
  const like = `like_${key}`;
  api.route<{ Querystring: PageQuery & Readonly<Record<string, unknown>> }>({
    ...operation({
      method: 'GET',
      url: `${rulesUrl}/${path}`,
      id: `list${schema}`,
      tag: rulesTag,
      summary: `List the topic rules of ${whose}`,
      query: { ...pageQuery, [like]: text('A part of the name') },
      replies: { 200: pageReply('One page of lists of rules', schema) },
    }),
    handler: async ({ query }) => {
      const { page, limit, [like]: part } = query;
      const likeName = typeof part === 'string' ? { likeName: part } : {};
      const found = await topicRules.list({ kind: key, page, limit, ...likeName });
      return toPage(
        found.data.map((list) => printList(kind, list)),
        found.count,
        query,
      );
    },
  });

  api.route<{ Body: readonly (RulesBody & Readonly<Record<'username' | 'clientid', string>>)[] }>({
    ...operation({
      method: 'POST',
      url: `${rulesUrl}/${path}`,
      id: `add${schema}`,
      tag: rulesTag,
      summary: `Add topic rules of ${whose}`,
      description: 'All of the lists are added or none.',
      body: {
        type: 'array',
        maxItems: LISTS_PER_POST_MAX,
        items: {
          type: 'object',
          required: [key, 'rules'],
          properties: { [key]: text('Whose rules', { minLength: 1, maxLength: NAME_LENGTH_MAX }), rules: givenRules },
        },
      },
      replies: { 204: emptyReply('The rules are added'), 409: errorReply('Somebody has rules already') },
    }),
    handler: async (request, answer) => {
      const lists = request.body.map((item) => ({
        subject: { kind: key, name: item[key] },
        rules: item.rules.map(ruleOf),
      }));
      const outcome = await topicRules.add(lists);
      if (outcome === 'exists') throw new ApiError(409, 'ALREADY_EXISTS', 'Rules already exist');
      if (outcome === 'full') throw tooManyRules();
      await recordChange(
        context,
        request,
        `add topic rules of ${whose}`,
        lists.map(({ subject }) => subject.name).join(', '),
        { after: lists.map((list) => printList(kind, list)) },
      );
      return answer.code(204).send();
    },
  });
}

function singleRoutes(api: FastifyInstance, context: ApiContext, kind: NamedRules): void {
  const { path, key, schema, whose } = kind;
  const url = `${rulesUrl}/${path}/:name`;
  const params = { name: text('Name, percent-encoded', { minLength: 1, maxLength: NAME_LENGTH_MAX }) };
  const subjectOf = ({ name }: { readonly name: string }): TopicRuleSubject => ({ kind: key, name });
  api.route<ByName>({
    ...operation({
      method: 'GET',
      url,
      id: `get${schema}`,
      tag: rulesTag,
      summary: `Show the topic rules of one of the ${whose}`,
      params,
      replies: { 200: reply('The rules', schema), ...noRules },
    }),
    handler: async ({ params: given }) => {
      const rules = await context.ports.topicRules.find(subjectOf(given));
      return printList(kind, { subject: subjectOf(given), rules: rules ?? rulesNotFound() });
    },
  });

  api.route<ByName & { Body: RulesBody }>({
    ...operation({
      method: 'PUT',
      url,
      id: `put${schema}`,
      tag: rulesTag,
      summary: `Put topic rules in the place of those of one of the ${whose}`,
      params,
      body: { type: 'object', required: ['rules'], properties: { rules: givenRules } },
      replies: { 204: emptyReply('The rules are in force') },
    }),
    handler: async (request, answer) => {
      const detail = await putRules(context, subjectOf(request.params), request.body.rules);
      await recordChange(context, request, `put topic rules of ${whose}`, request.params.name, detail);
      return answer.code(204).send();
    },
  });

  api.route<ByName>({
    ...operation({
      method: 'DELETE',
      url,
      id: `remove${schema}`,
      tag: rulesTag,
      summary: `Remove the topic rules of one of the ${whose}`,
      params,
      replies: { 204: emptyReply('The rules are removed'), ...noRules },
    }),
    handler: async (request, answer) => {
      const { topicRules } = context.ports;
      const subject = subjectOf(request.params);
      const before = (await topicRules.find(subject))?.map(printRule);
      if (!(await topicRules.remove(subject))) rulesNotFound();
      await recordChange(context, request, `remove topic rules of ${whose}`, request.params.name, { before });
      return answer.code(204).send();
    },
  });
}

function printList({ key }: NamedRules, { subject, rules }: TopicRuleList): object {
  return { [key]: subject.kind === 'all' ? '' : subject.name, rules: rules.map(printRule) };
}

function rulesNotFound(): never {
  throw new ApiError(404, 'NOT_FOUND', 'Rules not found');
}

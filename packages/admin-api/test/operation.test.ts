import t from 'tap';
import { type Operation, operation, pageReply } from '../src/operation.ts';

const given: Operation = { method: 'PUT', url: '/x/:id', id: 'updateX', tag: 'X', summary: 'Change x', replies: {} };
const statuses = (change: Partial<Operation>) =>
  Object.keys((operation({ ...given, ...change }).schema as { readonly response: object }).response).map(Number);

t.test('the answers that all share are added, as far as the route can give them', async (t) => {
  t.same(statuses({}), [400, 401, 403, 413, 415, 429, 500, 503]);
  t.same(statuses({ method: 'GET' }), [400, 401, 429, 500, 503]);
  t.same(statuses({ access: 'signed_in' }), [400, 401, 413, 415, 429, 500, 503]);
  t.same(statuses({ access: 'open', method: 'GET' }), [400, 500]);
  t.same(statuses({ access: 'open', method: 'GET', replies: { 200: {} } }), [200, 400, 500]);
});

t.test('a route is guarded by role unless it says otherwise', async (t) => {
  t.match(operation(given), {
    config: { access: 'by_role' },
    schema: { security: [{ basicAuth: [] }, { bearerAuth: [] }] },
  });
  const open = operation({ ...given, access: 'open' });
  t.equal(open.config.access, 'open');
  t.same((open.schema as { readonly security: unknown }).security, []);
});

t.test('what is in the path must be there, what is in the query need not', async (t) => {
  const { schema } = operation({ ...given, params: { id: { type: 'string' } }, query: { page: { type: 'integer' } } });
  t.same(schema.params, { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] });
  t.same(schema.querystring, { type: 'object', properties: { page: { type: 'integer' } } });
});

t.test('a page has data and meta and nothing else', async (t) => {
  t.match(pageReply('A page', 'User'), { required: ['data', 'meta'], additionalProperties: false });
});

t.test('the least role stands in the document, and who is less is told apart', async (t) => {
  const roleOf = (change: Partial<Operation>) =>
    (operation({ ...given, ...change }).schema as Record<string, unknown>)['x-role'];
  t.equal(roleOf({}), 'administrator');
  t.equal(roleOf({ method: 'GET' }), 'viewer');
  t.equal(roleOf({ access: 'operator' }), 'operator');
  t.equal(roleOf({ access: 'open' }), undefined);
  t.same(statuses({ method: 'GET', access: 'administrator' }), [400, 401, 403, 429, 500, 503]);
});

t.test('a form is no body that is validated, and an answer may be allowed to take long', async (t) => {
  const form = { type: 'object' };
  const made = operation({ ...given, form, mayTakeLong: true });
  t.match(made.config, { form, mayTakeLong: true });
  t.notOk('body' in made.schema);
  t.match(operation(given).config, { mayTakeLong: false });
});

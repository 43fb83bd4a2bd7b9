import { createConfig, lintFromString } from '@redocly/openapi-core';
import t from 'tap';
import { testApi } from './fixtures/api.ts';

// EMQX has this path, and answers 400 to whoever uses it: a charge point has no subscriptions but its own.
const WITHOUT_SUCCESS = '#/paths/~1api~1v5~1gateways~1ocpp~1clients~1{clientid}~1subscriptions/post/responses';

t.test('a linter finds nothing in the document, by its strictest recommendations', async (t) => {
  const { contract } = await testApi();
  const config = await createConfig({ extends: ['recommended-strict'] });
  const source = JSON.stringify(contract.document);
  const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config });
  const told = problems
    .map(({ ruleId, message, location }) => ({ ruleId, message, pointer: location[0]?.pointer }))
    .filter(({ ruleId, pointer }) => !(ruleId === 'operation-2xx-response' && pointer === WITHOUT_SUCCESS));
  t.same(told, []);
});

t.test('the linter sees what is wrong', async (t) => {
  const { contract } = await testApi();
  const config = await createConfig({ extends: ['recommended-strict'] });
  const source = JSON.stringify({ ...contract.document, info: {}, tags: [{ name: 7 }] });
  const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config });
  t.ok(problems.length > 0);
});

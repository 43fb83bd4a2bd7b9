import t from 'tap';
import { testApi } from '../fixtures/api.ts';

t.test('the own database is the one source of topic rules, on or off as the settings say', async (t) => {
  const { ask } = await testApi();
  const source = async () => (await ask('GET /authorization/sources')).json;
  t.same(await source(), { sources: [{ type: 'built_in_database', enable: true, max_rules: 100 }] });
  await ask('PUT /configs/mqtt', { body: { authorization: { built_in_database: { enable: false } } } });
  t.match(await source(), { sources: [{ enable: false }] });
});

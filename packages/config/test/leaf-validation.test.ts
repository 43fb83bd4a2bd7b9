import t from 'tap';
import { compileSchema, leafProblems } from '../src/leaf-validation.ts';
import { settingsSchema } from '../src/settings-schema.ts';

t.test('a document may say as little as it likes', async (t) => {
  t.strictSame(leafProblems({}), []);
  t.strictSame(leafProblems({ log: {} }), []);
});

t.test('a setting with two faults is one problem', async (t) => {
  const found = leafProblems({ api: { token_ttl: `x${'y'.repeat(2000)}` } });
  t.strictSame(
    found.map(({ shown }) => shown),
    ['api.token_ttl'],
  );
});

t.test('an item of a list is shown, and the list is what is refused', async (t) => {
  t.strictSame(leafProblems({ api: { cors: { origins: ['*', 7] } } }), [
    {
      path: ['api', 'cors', 'origins'],
      shown: 'api.cors.origins.1',
      message: 'must be an origin such as https://example.org, or * for any',
    },
  ]);
});

t.test('amounts are held to their bounds, both included', async (t) => {
  const shown = (value: unknown) => leafProblems({ mqtt: { connect_timeout: value } }).length;
  t.strictSame(['100ms', '600s', '10m'].map(shown), [0, 0, 0]);
  t.strictSame(['99ms', '601s', '11m', '0s', 'soon', 5, true, [], {}].map(shown), [1, 1, 1, 1, 1, 1, 1, 1, 1]);
});

t.test('the schema passes a strict validator', async (t) => {
  t.doesNotThrow(() => compileSchema(settingsSchema));
});

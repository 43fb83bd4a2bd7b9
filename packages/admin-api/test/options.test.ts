import t from 'tap';
import { resolveOptions } from '../src/options.ts';

t.test('every option has a default, and CORS, proxies and the console are off', async (t) => {
  const options = resolveOptions({});
  t.match(options, { corsOrigins: [], trustedProxies: [], consoleDirectory: '' });
  t.notOk(options.prometheusReaders.has('127.0.0.1'), 'nobody reads the metrics without credentials');
  for (const [name, value] of Object.entries(options)) {
    if (typeof value === 'number') t.ok(value > 0, name);
  }
});

t.test('what is given stands, and undefined is the same as nothing', async (t) => {
  t.match(resolveOptions({ tokensMax: 7, bodyBytesMax: undefined }), { tokensMax: 7, bodyBytesMax: 1_048_576 });
});

import t from 'tap';
import { checkApiKeyChange, checkApiKeyName, checkApiKeyText } from '../src/api-key.ts';
import { testApiKeyRepository } from './contract/api-key-repository.ts';
import { memoryStore } from './fixture-store.ts';

t.test('the API keys of the SQLite store keep the contract of an ApiKeyRepository', (t) => {
  testApiKeyRepository(t, (t, now) => memoryStore(t, { now }).apiKeys);
  t.end();
});

t.test('names, keys, descriptions and expiries are told from what cannot be one', async (t) => {
  t.doesNotThrow(() => checkApiKeyName('build server: ü'));
  t.doesNotThrow(() => checkApiKeyText('a3f.-_'));
  t.doesNotThrow(() => checkApiKeyChange({ description: 'x'.repeat(1_024), expiresAt: null }));
  for (const check of [
    () => checkApiKeyName('a\nb'),
    () => checkApiKeyName('x'.repeat(257)),
    () => checkApiKeyText('a:b'),
    () => checkApiKeyText('a\u0000'),
    () => checkApiKeyChange({ expiresAt: 1.5 }),
  ]) {
    t.throws(check, { code: 'store_invalid_value' });
  }
});

import type { Test } from 'tap';
import type { ApiKeyRepository } from '../../src/index.ts';

/** Makes an empty repository with the clock `now`, gone when `t` ends. */
export type MakeApiKeys = (t: Test, now: () => number) => Promise<ApiKeyRepository> | ApiKeyRepository;

/** What every ApiKeyRepository has to do, wherever it keeps its keys. */
export function testApiKeyRepository(t: Test, make: MakeApiKeys): void {
  t.test('a created key opens with its secret, which is shown once', async (t) => {
    const keys = await make(t, () => 5_000);
    const created = await keys.create({ name: 'ci', role: 'viewer', description: 'for the build' });
    if (created.outcome !== 'created') throw new Error(created.outcome);
    t.same(created.apiKey, {
      name: 'ci',
      apiKey: created.apiKey.apiKey,
      role: 'viewer',
      description: 'for the build',
      enable: true,
      expiresAt: null,
      createdAt: 5_000,
    });
    t.match(created.apiKey.apiKey, /^[0-9a-f]{16}$/);
    t.match(created.apiSecret, /^[\w-]{43}$/, 'and no colon, which would end the user part of HTTP Basic');
    t.same(await keys.verify(created.apiKey.apiKey, created.apiSecret), {
      outcome: 'accepted',
      apiKey: created.apiKey,
    });
    t.same(await keys.verify(created.apiKey.apiKey, `${created.apiSecret}x`), { outcome: 'refused' });
    t.same(await keys.verify('unknown', created.apiSecret), { outcome: 'refused' });
    t.same(await keys.find('ci'), created.apiKey);
    t.notOk(JSON.stringify(await keys.list()).includes(created.apiSecret));
    t.same(await keys.create({ name: 'ci' }), { outcome: 'exists' });
  });

  t.test('a key that is disabled, expired or removed is refused at once', async (t) => {
    let now = 1_000;
    const keys = await make(t, () => now);
    const created = await keys.create({ name: 'ci', expiresAt: 2_000 });
    if (created.outcome !== 'created') throw new Error(created.outcome);
    const outcome = async () => (await keys.verify(created.apiKey.apiKey, created.apiSecret)).outcome;
    t.equal(await outcome(), 'accepted');
    now = 2_000;
    t.equal(await outcome(), 'refused');
    t.match(await keys.update('ci', { expiresAt: null }), { expiresAt: null, enable: true });
    t.equal(await outcome(), 'accepted');
    t.match(await keys.update('ci', { enable: false, description: 'resting' }), { description: 'resting' });
    t.equal(await outcome(), 'refused');
    t.match(await keys.update('ci', { enable: true, role: 'viewer' }), { role: 'viewer', description: 'resting' });
    t.equal(await outcome(), 'accepted');
    t.equal(await keys.remove('ci'), true);
    t.equal(await keys.remove('ci'), false);
    t.equal(await outcome(), 'refused');
    t.equal(await keys.update('ci', { enable: true }), null);
    t.equal(await keys.find('ci'), null);
  });

  t.test('a bootstrap key is added once, and follows its file', async (t) => {
    const keys = await make(t, () => 0);
    const key = { key: 'my-app', secret: 'my secret', role: 'administrator' } as const;
    t.equal(await keys.addBootstrap(key), 'added');
    t.equal(await keys.addBootstrap(key), 'unchanged');
    t.match(await keys.verify('my-app', 'my secret'), { outcome: 'accepted', apiKey: { role: 'administrator' } });
    t.equal(await keys.addBootstrap({ ...key, secret: 'another' }), 'updated');
    t.match(await keys.verify('my-app', 'my secret'), { outcome: 'refused' });
    t.equal(await keys.addBootstrap({ ...key, secret: 'another', role: 'viewer' }), 'updated');
    t.match(await keys.verify('my-app', 'another'), { outcome: 'accepted', apiKey: { role: 'viewer' } });
    const [stored, ...others] = await keys.list();
    t.same(others, []);
    t.match(stored?.name, /^from_bootstrap_file_[0-9a-f]{16}$/);
  });

  t.test('a bootstrap key that the operator disabled stays so at the next start', async (t) => {
    const keys = await make(t, () => 0);
    const key = { key: 'my-app', secret: 'my secret', role: 'viewer' } as const;
    await keys.addBootstrap(key);
    const [stored] = await keys.list();
    await keys.update(stored?.name ?? '', { enable: false });
    t.equal(await keys.addBootstrap(key), 'unchanged');
    t.same(await keys.verify('my-app', 'my secret'), { outcome: 'refused' });
  });

  t.test('keys are listed by name', async (t) => {
    const keys = await make(t, () => 0);
    for (const name of ['b', 'c', 'a']) await keys.create({ name });
    t.same(
      (await keys.list()).map((key) => key.name),
      ['a', 'b', 'c'],
    );
  });

  t.test('what cannot be a key is said so', async (t) => {
    const keys = await make(t, () => 0);
    const role = 'viewer';
    const attempts: readonly Promise<unknown>[] = [
      keys.create({ name: '' }),
      keys.create({ name: 'a', description: 'x'.repeat(1025) }),
      keys.create({ name: 'a', expiresAt: Number.NaN }),
      keys.addBootstrap({ key: 'a:b', secret: 'my secret', role }),
      keys.addBootstrap({ key: '', secret: 'my secret', role }),
      keys.addBootstrap({ key: 'a', secret: '', role }),
    ];
    for (const attempt of attempts) {
      await t.rejects(attempt, { code: 'store_invalid_value' });
    }
    t.same(await keys.list(), []);
  });
}

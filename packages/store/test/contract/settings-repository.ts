import type { Test } from 'tap';
import type { SettingsRepository } from '../../src/index.ts';

/** Makes an empty repository, gone when `t` ends. */
export type MakeSettings = (t: Test) => Promise<SettingsRepository> | SettingsRepository;

/** What every SettingsRepository has to do, wherever it keeps the document. */
export function testSettingsRepository(t: Test, make: MakeSettings): void {
  t.test('nothing stored is an empty document', async (t) => {
    t.same(await (await make(t)).load(), {});
  });

  t.test('a saved document replaces the one before as a whole', async (t) => {
    const settings = await make(t);
    await settings.save({ gateway: { ocpp: { mountpoint: 'ocpp/' } }, list: [1, null, 'ü'] });
    t.same(await settings.load(), { gateway: { ocpp: { mountpoint: 'ocpp/' } }, list: [1, null, 'ü'] });
    await settings.save({ log: { level: 'debug' } });
    t.same(await settings.load(), { log: { level: 'debug' } });
  });

  t.test('a document that is too large is refused, and the one before stays', async (t) => {
    const settings = await make(t);
    await settings.save({ log: {} });
    await t.rejects(settings.save({ log: 'x'.repeat(1024 * 1024) }), { code: 'store_invalid_value' });
    t.same(await settings.load(), { log: {} });
  });
}

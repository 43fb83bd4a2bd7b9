// API keys.
import type { Test } from 'tap';
import { lastRequest, launchConsole } from '../fixtures/console-browser.ts';

/** API keys. */
export async function apiKeysWalk(t: Test): Promise<void> {
  const c = await launchConsole();
  t.teardown(() => c.close());

  await t.test('the secret of a new key is shown once, to be copied', async (t) => {
    const page = await c.openSignedIn('#/api-keys', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'Create API key' }).click();
    await page.getByLabel('Name', { exact: true }).fill('node-red_1');
    await page.getByLabel('Role').selectOption('Viewer: may only read');
    await page.getByLabel('Expires').selectOption('At a time');
    await page.getByLabel('Time of expiry').fill('2027-01-02T03:04');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'The key node-red_1' });
    t.equal(await dialog.getByLabel('Secret', { exact: true }).inputValue(), 'n0t-shown-twice-4e2b9c');
    await dialog.getByRole('button', { name: 'Copy: Secret' }).click();
    await dialog.getByText('Copied.').waitFor();
    t.equal(await page.evaluate(() => navigator.clipboard.readText()), 'n0t-shown-twice-4e2b9c');
    await dialog.getByRole('button', { name: 'I have the secret' }).click();
    await page.getByRole('row').filter({ hasText: 'node-red_1' }).getByText('2027-01-02 03:04:00').waitFor();
    t.notMatch(await page.content(), 'n0t-shown-twice-4e2b9c');
    t.strictSame(lastRequest(c.api, 'POST /api_key'), {
      name: 'node-red_1',
      desc: '',
      role: 'viewer',
      expired_at: '2027-01-02T03:04:00.000Z',
    });
    await c.leave(page);
  });

  await t.test('without a clipboard the secret is copied the old way', async (t) => {
    const page = await c.openSignedIn('#/api-keys');
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await page.getByRole('button', { name: 'Create API key' }).click();
    await page.getByLabel('Name', { exact: true }).fill('plain');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('button', { name: 'Copy: Secret' }).click();
    await page.getByText('Copied.').waitFor();
    t.equal(await page.evaluate(() => getSelection()?.toString()), 'n0t-shown-twice-4e2b9c');
    await c.leave(page);
  });

  await t.test('a key is disabled, and deleted once that is confirmed', async (t) => {
    const page = await c.openSignedIn('#/api-keys');
    await page.getByRole('button', { name: 'Disable grafana' }).click();
    await page.getByRole('row').filter({ hasText: 'grafana' }).getByText('disabled', { exact: true }).waitFor();
    t.strictSame(lastRequest(c.api, 'PUT /api_key/grafana'), { enable: false });
    await page.getByRole('button', { name: 'Delete grafana' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('rowheader', { name: 'grafana' }).waitFor({ state: 'detached' });
    await c.leave(page);
  });
}

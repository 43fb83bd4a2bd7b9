// The frame of all pages, and how it behaves when the server does not.
import type { Test } from 'tap';
import { launchConsole, readText, signIn } from '../fixtures/console-browser.ts';

const titles = [
  'Charge points',
  'MQTT clients',
  'Send',
  'Users',
  'Listeners',
  'Webhooks',
  'Gateway settings',
  'Console users',
  'API keys',
  'Audit log',
  'Backups',
];

/** The frame. */
export async function frameWalk(t: Test): Promise<void> {
  const c = await launchConsole();
  t.teardown(() => c.close());

  await t.test('the overview tells the node, its version, where it listens, and how many are connected', async (t) => {
    const page = await c.openSignedIn();
    await page.getByRole('table', { name: 'OCPP listeners' }).waitFor();
    const words = await readText(page.getByRole('main'));
    for (const part of ['ocpp-broker@127.0.0.1', '0.1.0', '1 d 2 h', '0.0.0.0:33033', 'running']) t.match(words, part);
    t.match(words, 'ws://127.0.0.1:33033/ocpp/<identity>');
    t.match(await readText(page.getByRole('table', { name: 'OCPP listeners' })), /119 of 10.000/);
    t.match(words, /Charge points connected\s+119/);
    t.match(words, /MQTT clients connected\s+2/);
    await c.leave(page);
  });

  await t.test('the keyboard reaches every page, and the focus follows to its heading', async (t) => {
    const page = await c.openSignedIn();
    for (const title of titles) {
      await page.getByRole('navigation').getByRole('link', { name: title, exact: true }).first().focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
      t.equal(await page.evaluate(() => document.activeElement?.textContent), title);
      t.equal(await page.title(), `${title} · ocpp-broker`);
    }
    await c.leave(page);
  });

  await t.test('a hidden page asks for nothing, and for everything once it is shown', async (t) => {
    const page = await c.open();
    await page.clock.install();
    await signIn(page);
    await page.getByRole('table', { name: 'Nodes' }).waitFor();
    const polls = (): number => c.api.state.requests.filter(({ line }) => line === 'GET /nodes').length;
    const show = (state: 'hidden' | 'visible'): Promise<void> =>
      page.evaluate((visibility) => {
        Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    const next = (): Promise<unknown> => page.waitForResponse((response) => response.url().endsWith('/nodes'));
    const refreshed = next();
    await page.clock.runFor(5_100);
    await refreshed;
    await show('hidden');
    const before = polls();
    await page.clock.runFor(60_000);
    t.equal(polls(), before);
    const shown = next();
    await show('visible');
    await shown;
    t.equal(polls(), before + 1);
    await page.close();
  });

  await t.test('a server that goes away is told beside what it said last', async (t) => {
    const page = await c.openSignedIn();
    await page.getByRole('table', { name: 'Nodes' }).waitFor();
    await page.route('**/api/v5/**', (route) => route.abort());
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('alert').waitFor();
    t.match(await page.getByRole('alert').textContent(), /could not be refreshed.*The server cannot be reached\./);
    t.ok(await page.getByRole('table', { name: 'Nodes' }).isVisible());
    await page.unroute('**/api/v5/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await c.leave(page);
  });

  await t.test('the description of the MQTT topics is fetched with the token, and saved', async (t) => {
    const page = await c.openSignedIn();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'AsyncAPI document' }).click();
    t.equal((await download).suggestedFilename(), 'async-api-spec.json');
    await c.leave(page);
  });

  await t.test('an address of no page says so', async (t) => {
    const page = await c.openSignedIn('#/nowhere');
    t.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'No such page');
    await c.leave(page);
  });
}

// The console in a real browser: signing in, the frame, and how it behaves when the server does not.
import t from 'tap';
import {
  type ConsoleBrowser,
  lastRequest,
  launchConsole,
  readText,
  signIn,
  skipped,
} from './fixtures/console-browser.ts';

t.test('signing in', { skip: skipped }, async (t) => {
  const c: ConsoleBrowser = await launchConsole();
  t.teardown(() => c.close());

  await t.test('a wrong password is told in the API’s words, and nothing that was typed is lost', async (t) => {
    const page = await c.open('/#/users/mqtt');
    t.equal(await page.title(), 'Sign in · ocpp-broker');
    await signIn(page, 'admin', 'wrong');
    await page.getByRole('alert').waitFor();
    t.match(await page.getByRole('alert').textContent(), 'The user name or the password is wrong.');
    t.equal(await page.getByLabel('User name', { exact: true }).inputValue(), 'admin');
    t.equal(await page.getByLabel('Password', { exact: true }).inputValue(), 'wrong');
    await page.context().close();
  });

  await t.test('who signs in comes to the page of the address, and is still signed in after a reload', async (t) => {
    const page = await c.open('/#/users/mqtt');
    await signIn(page);
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    t.match(await page.evaluate(() => sessionStorage.getItem('ocpp-broker.session')), '"username":"admin"');
    await page.reload();
    await page.getByRole('rowheader', { name: 'csms' }).waitFor();
    await page.context().close();
  });

  await t.test('who signs out is signed out on the server too', async (t) => {
    const page = await c.openSignedIn();
    const left = page.waitForResponse((response) => response.url().endsWith('/logout'));
    await page.getByRole('button', { name: 'Sign out' }).click();
    t.equal((await left).status(), 204);
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    t.equal(await page.evaluate(() => sessionStorage.length), 0);
    await page.context().close();
  });

  await t.test('a session that ends by itself loses nothing of what stands on the page', async (t) => {
    const page = await c.openSignedIn('#/users/ocpp');
    await page.getByRole('button', { name: 'Add user' }).click();
    await page.getByLabel('User name', { exact: true }).fill('CP77');
    await page.getByLabel('Password', { exact: true }).fill('made-up');
    c.api.state.tokens.clear();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const again = page.getByRole('dialog', { name: 'Sign in again' });
    await again.waitFor();
    t.equal(await page.evaluate(() => sessionStorage.length), 0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    // Escape does not lead past it.
    await again.waitFor();
    t.equal(await again.getByLabel('User name', { exact: true }).inputValue(), 'admin');
    await again.getByLabel('Password', { exact: true }).fill('secret');
    await again.getByRole('button', { name: 'Sign in', exact: true }).click();
    await again.waitFor({ state: 'detached' });
    const dialog = page.getByRole('dialog');
    t.equal(await dialog.getByLabel('User name', { exact: true }).inputValue(), 'CP77');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('rowheader', { name: 'CP77' }).waitFor();
    await page.context().close();
  });

  await t.test('one’s own password is changed without being signed out', async (t) => {
    const page = await c.openSignedIn('#/api-keys');
    await page.getByRole('button', { name: 'Change password' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change your password' });
    await dialog.getByLabel('Present password', { exact: true }).fill('wrong');
    await dialog.getByLabel('New password', { exact: true }).fill('short');
    await dialog.getByRole('button', { name: 'Change' }).click();
    t.equal(await dialog.locator('input:invalid').count(), 1, 'eight characters are the least');
    await dialog.getByLabel('New password', { exact: true }).fill('secret--');
    await dialog.getByRole('button', { name: 'Change' }).click();
    t.match(await dialog.getByRole('alert').textContent(), 'The old password is wrong.');
    await dialog.getByLabel('Present password', { exact: true }).fill('secret');
    c.api.state.answers.set('POST /login', {
      status: 200,
      body: { token: 'next', version: '0.1.0', role: 'administrator' },
    });
    await dialog.getByRole('button', { name: 'Change' }).click();
    await dialog.waitFor({ state: 'detached' });
    c.api.state.tokens.set('next', 'administrator');
    t.strictSame(lastRequest(c.api, 'POST /users/admin/change_pwd'), { old_pwd: 'secret', new_pwd: 'secret--' });
    t.strictSame(lastRequest(c.api, 'POST /login'), { username: 'admin', password: 'secret--' });
    await page.context().close();
  });

  await t.test('a viewer is shown nothing that would be refused', async (t) => {
    const page = await c.openSignedIn('#/users/ocpp', { user: 'viewer' });
    await page.getByText('Viewer, may only read').waitFor();
    await page.getByRole('rowheader', { name: 'CP1' }).waitFor();
    t.equal(await page.getByRole('button', { name: /Add user|Edit|Delete/ }).count(), 0);
    await page.goto(`${c.api.url}/#/settings`);
    await page.getByLabel('idle_timeout', { exact: true }).waitFor();
    t.ok(await page.getByLabel('idle_timeout', { exact: true }).isDisabled());
    t.equal(await page.getByRole('button', { name: 'Save' }).count(), 0);
    await page.context().close();
  });
});

t.test('the frame', { skip: skipped }, async (t) => {
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
    await page.context().close();
  });

  await t.test('the keyboard reaches every page, and the focus follows to its heading', async (t) => {
    const page = await c.openSignedIn();
    for (const title of ['Charge points', 'MQTT clients', 'Send', 'Users', 'API keys', 'Gateway settings']) {
      await page.getByRole('navigation').getByRole('link', { name: title, exact: true }).first().focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
      t.equal(await page.evaluate(() => document.activeElement?.textContent), title);
      t.equal(await page.title(), `${title} · ocpp-broker`);
    }
    await page.context().close();
  });

  await t.test('a hidden page asks for nothing, and for everything once it is shown', async (t) => {
    const page = await c.open('/', {});
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
    await page.context().close();
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
    await page.context().close();
  });

  await t.test('an address of no page says so', async (t) => {
    const page = await c.openSignedIn('#/nowhere');
    t.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'No such page');
    await page.context().close();
  });
});

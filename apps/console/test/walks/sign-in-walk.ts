// Who signs in, and what holds while a session begins and ends.
import type { Test } from 'tap';
import { lastRequest, launchConsole, signIn } from '../fixtures/console-browser.ts';

/** Signing in. */
export async function signInWalk(t: Test): Promise<void> {
  const c = await launchConsole();
  t.teardown(() => c.close());

  await t.test('a wrong password is told in the API’s words, and nothing that was typed is lost', async (t) => {
    const page = await c.open('/#/users/mqtt');
    t.equal(await page.title(), 'Sign in · ocpp-broker');
    await signIn(page, 'admin', 'wrong');
    await page.getByRole('alert').waitFor();
    t.match(await page.getByRole('alert').textContent(), 'The user name or the password is wrong.');
    t.equal(await page.getByLabel('User name', { exact: true }).inputValue(), 'admin');
    t.equal(await page.getByLabel('Password', { exact: true }).inputValue(), 'wrong');
    await page.close();
  });

  await t.test('who signs in comes to the page of the address, and is still signed in after a reload', async (t) => {
    const page = await c.open('/#/users/mqtt');
    await signIn(page);
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    t.match(await page.evaluate(() => sessionStorage.getItem('ocpp-broker.session')), '"username":"admin"');
    await page.reload();
    await page.getByRole('rowheader', { name: 'csms' }).waitFor();
    await page.close();
  });

  await t.test('who signs out is signed out on the server too', async (t) => {
    const page = await c.openSignedIn();
    const left = page.waitForResponse((response) => response.url().endsWith('/logout'));
    await page.getByRole('button', { name: 'Sign out' }).click();
    t.equal((await left).status(), 204);
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    t.equal(await page.evaluate(() => sessionStorage.length), 0);
    await c.leave(page);
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
    await c.leave(page);
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
    await c.leave(page);
  });

  await t.test('a viewer is shown nothing that would be refused, and an operator what he may do', async (t) => {
    const viewer = await c.openSignedIn('#/users/ocpp', { user: 'viewer' });
    await viewer.getByText('Viewer, may only read').waitFor();
    await viewer.getByRole('rowheader', { name: 'CP1' }).waitFor();
    t.equal(await viewer.getByRole('button', { name: /Add user|Edit|Delete/ }).count(), 0);
    const operator = await c.openSignedIn('#/users/ocpp', { user: 'operator' });
    await operator.getByRole('button', { name: 'Add user' }).waitFor();
    for (const page of [viewer, operator]) {
      await page.goto(`${c.api.url}/#/settings`);
      await page.getByLabel('idle_timeout', { exact: true }).waitFor();
      t.ok(await page.getByLabel('idle_timeout', { exact: true }).isDisabled());
      t.equal(await page.getByRole('button', { name: 'Save' }).count(), 0);
      for (const [hash, reason] of [
        ['listeners', 'Only administrators may open and close them.'],
        ['backups', 'Only administrators see backups'],
        ['console-users', 'Only administrators see and change the users of the console.'],
      ] as const) {
        await page.goto(`${c.api.url}/#/${hash}`);
        await page.getByText(reason).waitFor();
        t.equal(await page.getByRole('button', { name: /Enable|Disable|Download|Add user/ }).count(), 0, hash);
      }
      await page.goto(`${c.api.url}/#/webhooks/ops`);
      await page.getByText('Action41').first().waitFor();
      t.equal(await page.getByRole('button', { name: /test event|Send|Forget|Delete/ }).count(), 0);
      await page.goto(`${c.api.url}/#/charge-points/CP1`);
      await page.getByRole('form', { name: 'Send a CALL' }).waitFor();
      t.equal(await page.getByRole('button', { name: 'Kick' }).count(), page === operator ? 1 : 0);
      t.equal(await page.getByRole('button', { name: 'Send the CALL' }).count(), page === operator ? 1 : 0);
      await c.leave(page);
    }
  });
}

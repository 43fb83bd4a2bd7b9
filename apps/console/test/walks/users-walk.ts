// Users of charge points and MQTT clients.
import type { Test } from 'tap';
import { lastRequest, launchConsole } from '../fixtures/console-browser.ts';

const users = '/gateways/ocpp/authentication/users';

/** Users. */
export async function usersWalk(t: Test): Promise<void> {
  const c = await launchConsole();
  t.teardown(() => c.close());

  await t.test('a user for charge points is added with a generated password and his identities', async (t) => {
    const page = await c.openSignedIn('#/users/ocpp');
    await page.getByRole('button', { name: 'Add user' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('User name', { exact: true }).fill('site-7');
    await dialog.getByRole('button', { name: 'Generate' }).click();
    const password = await dialog.getByLabel('Password', { exact: true }).inputValue();
    t.match(password, /^[A-Za-z0-9]{20}$/);
    await dialog.getByLabel('Identities').fill('CP71\nCP72\n');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('row').filter({ hasText: 'site-7' }).getByText('CP71, CP72').waitFor();
    t.strictSame(lastRequest(c.api, `POST ${users}`), { user_id: 'site-7', password, identities: ['CP71', 'CP72'] });
    await c.leave(page);
  });

  await t.test('a name that is taken is told in the dialog, which keeps what was typed', async (t) => {
    const page = await c.openSignedIn('#/users/ocpp');
    await page.getByRole('button', { name: 'Add user' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('User name', { exact: true }).fill('CP1');
    await dialog.getByLabel('Password', { exact: true }).fill('p');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    t.match(await dialog.getByRole('alert').textContent(), 'The user was not added. User already exists.');
    t.equal(await dialog.getByLabel('Password', { exact: true }).inputValue(), 'p');
    await c.leave(page);
  });

  await t.test('a name is asked for before anything is sent', async (t) => {
    const page = await c.openSignedIn('#/users/ocpp');
    const before = c.api.state.requests.length;
    await page.getByRole('button', { name: 'Add user' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    t.equal(await page.getByRole('dialog').locator('input:invalid').count(), 2);
    t.notOk(c.api.state.requests.slice(before).some(({ line }) => line.startsWith('POST')));
    await c.leave(page);
  });

  await t.test('a password is changed, or left alone when none is given', async (t) => {
    const page = await c.openSignedIn('#/users/ocpp');
    await page.getByRole('button', { name: 'Edit CP1' }).click();
    await page.getByRole('dialog').getByLabel('New password', { exact: true }).fill('other');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The user CP1 was changed.').waitFor();
    t.strictSame(lastRequest(c.api, `PUT ${users}/CP1`), { password: 'other', identities: ['CP1'] });
    await page.getByRole('button', { name: 'Edit CP1' }).click();
    await page.getByRole('dialog').getByLabel('Identities').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row').filter({ hasText: 'CP1' }).getByText('any', { exact: true }).waitFor();
    t.strictSame(lastRequest(c.api, `PUT ${users}/CP1`), { identities: null });
    await c.leave(page);
  });

  await t.test('a user is deleted once that is confirmed', async (t) => {
    const page = await c.openSignedIn('#/users/ocpp');
    await page.getByRole('button', { name: 'Delete depot' }).click();
    await page.getByRole('dialog', { name: 'Delete the user depot?' }).getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('rowheader', { name: 'depot' }).waitFor({ state: 'detached' });
    t.notOk(c.api.state.users.ocpp.some(({ user_id }) => user_id === 'depot'));
    await c.leave(page);
  });

  await t.test('the users of MQTT clients are their own, with their own right', async (t) => {
    const page = await c.openSignedIn('#/users/ocpp');
    await page.getByRole('navigation', { name: 'Kind of user' }).getByRole('link', { name: 'MQTT clients' }).click();
    await page.getByRole('row').filter({ hasText: 'csms' }).getByText('superuser').waitFor();
    await page.getByRole('button', { name: 'Edit csms' }).click();
    await page.getByLabel('Superuser').uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('by the topic rules').waitFor();
    const path = '/authentication/password_based%3Abuilt_in_database/users/csms';
    t.strictSame(lastRequest(c.api, `PUT ${path}`), { is_superuser: false });
    await c.leave(page);
  });
}

// What administrators do: listeners, users of the console, the audit log, backups.
import type { Test } from 'tap';
import { lastRequest, launchConsole, readText } from '../fixtures/console-browser.ts';

/** Administration. */
export async function administrationWalk(t: Test): Promise<void> {
  const c = await launchConsole();
  t.teardown(() => c.close());
  const { state } = c.api;

  await t.test('a listener is closed only after a question that says whom it disconnects', async (t) => {
    const page = await c.openSignedIn('#/listeners');
    await page.getByRole('table', { name: 'Listeners for MQTT clients' }).waitFor();
    t.match(
      await readText(page.getByRole('row').filter({ hasText: 'wss:default' })),
      /disabled[\s\S]*client certificate needed/,
    );
    await page.getByRole('button', { name: 'Disable ocpp:ws:default' }).click();
    const dialog = page.getByRole('dialog', { name: 'Close the listener ocpp:ws:default?' });
    t.match(await readText(dialog), 'The 119 charge points that came in by it are disconnected');
    await dialog.getByRole('button', { name: 'Close it' }).click();
    await page.getByRole('button', { name: 'Enable ocpp:ws:default' }).waitFor();
    t.strictSame(lastRequest(c.api, 'PUT /gateways/ocpp/listeners/ocpp%3Aws%3Adefault'), { enable: false });
    const taken = { code: 'BAD_REQUEST', message: 'the port is in use' };
    state.answers.set('POST /listeners/wss%3Adefault/start', { status: 400, body: taken });
    await page.getByRole('button', { name: 'Enable wss:default' }).click();
    t.match(await page.getByRole('alert').textContent(), 'The listener was not opened. the port is in use.');
    await page.getByRole('button', { name: 'Enable wss:default' }).click();
    await page.getByText('The listener wss:default was opened.').waitFor();
    await c.leave(page);
  });

  await t.test('users of the console are added with a role, changed and deleted, oneself not', async (t) => {
    const page = await c.openSignedIn('#/console-users');
    await page.getByRole('rowheader', { name: 'night-shift' }).waitFor();
    t.equal(await page.getByRole('button', { name: 'Delete admin' }).count(), 0);
    await page.getByRole('button', { name: 'Add user' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('User name', { exact: true }).fill('auditor');
    await dialog.getByLabel('Role').selectOption('Viewer: may only read');
    await dialog.getByLabel('Password', { exact: true }).fill('long-enough');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('rowheader', { name: 'auditor' }).waitFor();
    const added = { username: 'auditor', password: 'long-enough', role: 'viewer', description: '' };
    t.strictSame(lastRequest(c.api, 'POST /users'), added);
    await page.getByRole('button', { name: 'Edit auditor' }).click();
    await dialog.getByLabel('Role').selectOption('Operator: may kick, send and keep users of clients');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The user auditor was changed.').waitFor();
    t.strictSame(lastRequest(c.api, 'PUT /users/auditor'), { role: 'operator', description: '' });
    await page.getByRole('button', { name: 'Delete auditor' }).click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('rowheader', { name: 'auditor' }).waitFor({ state: 'detached' });
    await c.leave(page);
  });

  await t.test('one’s own sessions are ended one by one or all but this', async (t) => {
    const page = await c.openSignedIn('#/console-users');
    const list = page.getByRole('table', { name: 'Your sessions' });
    await list.getByText('this one').waitFor();
    t.equal(await list.getByRole('button').count(), 2, 'this one is ended by signing out');
    await page.getByRole('button', { name: 'End all others' }).click();
    await page.getByText('2 sessions were ended.').waitFor();
    t.strictSame(
      state.sessions.map(({ id }) => id),
      ['session-0'],
    );
    await c.leave(page);
  });

  await t.test('the audit log has pages, filters, and what was before and after', async (t) => {
    const page = await c.openSignedIn('#/audit');
    await page.getByText('1–50 of 60').waitFor();
    await page.getByRole('row').filter({ hasText: 'update gateway' }).getByText('4 fields').click();
    t.match(await readText(page.getByRole('row').nth(1)), /idle_timeout: 30s 45s/);
    t.match(await readText(page.getByRole('row').nth(2)), /CP7[\s\S]*ops API key[\s\S]*10\.0\.0\.9/);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('51–60 of 60').waitFor();
    await page.getByLabel('What was done').fill('kick');
    await page.getByText('1–1 of 1').waitFor();
    t.match(page.url(), '#/audit?action=kick');
    await page.getByLabel('By whom, exactly').fill('nobody');
    await page.getByText('No change matches.').waitFor();
    await c.leave(page);
  });

  await t.test('databases are copied, their files and the export downloaded', async (t) => {
    const page = await c.openSignedIn('#/backups');
    await page.getByRole('button', { name: 'Copy databases now' }).click();
    await page.getByText('The copy backup-2026-03-02 was made.').waitFor();
    const exported = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download export' }).click();
    t.equal((await exported).suggestedFilename(), 'ocpp-broker-export-2026-03-01.json');
    const fetched = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download store.db of backup-2026-03-01' }).click();
    t.equal((await fetched).suggestedFilename(), 'backup-2026-03-01-store.db');
    await page.getByRole('button', { name: 'Delete backup-2026-03-01' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('rowheader', { name: 'backup-2026-03-01' }).waitFor({ state: 'detached' });
    await c.leave(page);
  });
}

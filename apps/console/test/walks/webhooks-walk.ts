// Webhooks: the list, one of them, and the events that it has given up.
import type { Test } from 'tap';
import { lastRequest, launchConsole, readText } from '../fixtures/console-browser.ts';

/** Webhooks. */
export async function webhooksWalk(t: Test): Promise<void> {
  const c = await launchConsole();
  t.teardown(() => c.close());

  await t.test('the list tells how each fares, and a new one is added', async (t) => {
    const page = await c.openSignedIn('#/webhooks');
    const row = page.getByRole('row').filter({ hasText: 'ops' });
    await row.waitFor();
    t.match(await readText(row), /failing, tried again[\s\S]*12[\s\S]*answered 503/);
    await page.getByRole('button', { name: 'Add webhook' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('crm');
    await dialog.getByLabel('Address').fill('https://crm.example/events');
    await dialog.getByLabel('Events').fill('chargepoint.*\ncall.StartTransaction\n');
    await dialog.getByRole('button', { name: 'Generate' }).click();
    const secret = await dialog.getByLabel('Secret', { exact: true }).inputValue();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'crm' }).waitFor();
    t.strictSame(lastRequest(c.api, 'POST /webhooks/crm'), {
      events: ['chargepoint.*', 'call.StartTransaction'],
      identities: [],
      url: 'https://crm.example/events',
      secret,
    });
    await c.leave(page);
  });

  await t.test('one is tried out, edited without its secrets, disabled and deleted', async (t) => {
    const page = await c.openSignedIn('#/webhooks/billing');
    await page.getByRole('button', { name: 'Send a test event' }).click();
    await page.getByText('The receiver took the test event: it answered 200 after 12 ms.').waitFor();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('dialog').getByLabel('Of whom').fill('CP*');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The webhook billing was changed.').waitFor();
    t.strictSame(lastRequest(c.api, 'PUT /webhooks/billing'), { events: ['*'], identities: ['CP*'] });
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('button', { name: 'Enable' }).waitFor();
    t.strictSame(lastRequest(c.api, 'PUT /webhooks/billing'), { enable: false });
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { level: 1, name: 'Webhooks' }).waitFor();
    t.notOk(c.api.state.webhooks.some(({ name }) => name === 'billing'));
    await c.leave(page);
  });

  await t.test('events that were given up are sent again, or forgotten', async (t) => {
    const page = await c.openSignedIn('#/webhooks/ops');
    await page.getByRole('button', { name: 'Send a test event' }).click();
    await page.getByText('The test event did not arrive: connect ECONNREFUSED').waitFor();
    const list = page.getByRole('region', { name: 'Events given up' });
    t.match(await readText(list.getByRole('row').nth(1)), /answered 400[\s\S]*5[\s\S]*Action41/);
    await list.getByRole('button', { name: 'Send event 41 again' }).click();
    await page.getByText('1 event is in the queue again.').waitFor();
    t.strictSame(lastRequest(c.api, 'POST /webhooks/ops/dead_letters/retry'), { ids: [41] });
    await list.getByText('Action41').waitFor({ state: 'detached' });
    await list.getByRole('button', { name: 'Forget all' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Forget them' }).click();
    await list.getByText('No event was given up.').waitFor();
    t.equal(lastRequest(c.api, 'DELETE /webhooks/ops/dead_letters') === null, false);
    t.strictSame(c.api.state.deadLetters, []);
    await c.leave(page);
  });
}

// The list of charge points, and the page of one.
import type { Test } from 'tap';
import { launchConsole, readText } from '../fixtures/console-browser.ts';
import { chargePoint, hostileIdentity } from '../fixtures/fake-data.ts';

/** Charge points. */
export async function chargePointsWalk(t: Test): Promise<void> {
  const c = await launchConsole();
  t.teardown(() => c.close());
  const asked = (part: string): boolean => c.api.state.requests.some(({ line }) => line.includes(part));

  await t.test('the list has a page of 50, and the way to the others', async (t) => {
    const page = await c.openSignedIn('#/charge-points');
    await page.getByText('1–50 of 120').waitFor();
    t.equal(await page.getByRole('rowheader').count(), 50);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('51–100 of 120').waitFor();
    t.match(page.url(), '#/charge-points?page=2');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('101–120 of 120').waitFor();
    await page.reload();
    await page.getByText('101–120 of 120').waitFor();
    await c.leave(page);
  });

  await t.test('a row tells what an operator looks for', async (t) => {
    const page = await c.openSignedIn('#/charge-points');
    const row = page.getByRole('row').filter({ hasText: 'A+B/ü' });
    await row.waitFor();
    const words = await readText(row);
    for (const part of ['depot', '10.20.30.40', '1.6', '2026-03-01 08:15', 'Wallwerk W22 Duo', 'Pending', '1 / 12']) {
      t.match(words, part);
    }
    t.match(words, /1 Charging\s+1 Available/);
    t.match(await readText(page.getByRole('row').filter({ hasText: 'CP-GONE' })), /Disconnected:[\s\S]*gone/);
    await c.leave(page);
  });

  await t.test('a search narrows the list, by identity or by user name, and begins at its first page', async (t) => {
    const page = await c.openSignedIn('#/charge-points?page=3');
    await page.getByText('101–120 of 120').waitFor();
    await page.getByRole('searchbox', { name: 'Search' }).fill('DEPOT-01');
    await page.getByText('1–10 of 10').waitFor();
    t.ok(asked('like_clientid=DEPOT-01'));
    await page.getByRole('searchbox', { name: 'Search' }).fill('depot');
    await page.getByLabel('In', { exact: true }).selectOption('User name');
    await page.getByText('1–1 of 1').waitFor();
    t.ok(asked('like_username=depot'));
    await page.getByRole('searchbox', { name: 'Search' }).fill('nobody');
    await page.getByText('No charge point matches.').waitFor();
    await page.getByRole('searchbox', { name: 'Search' }).fill('');
    await page.getByLabel('State').selectOption('Disconnected');
    await page.getByText('1–1 of 1').waitFor();
    await c.leave(page);
  });

  await t.test('what a charge point says of itself is text, whatever it looks like', async (t) => {
    const page = await c.openSignedIn('#/charge-points');
    await page.getByRole('link', { name: hostileIdentity }).click();
    await page.getByRole('heading', { level: 1, name: hostileIdentity }).waitFor();
    await page.getByText('<b>Vendor</b>').waitFor();
    t.equal(await page.locator('main img, main b, main script').count(), 0);
    t.equal(await page.title(), `${hostileIdentity} · ocpp-broker`);
    await c.leave(page);
  });

  await t.test('the details have everything, and the list that grows shorter shows its last page', async (t) => {
    const page = await c.openSignedIn('#/charge-points/CP1');
    await page.getByRole('table', { name: 'Connectors' }).waitFor();
    const words = await readText(page.getByRole('main'));
    for (const part of [
      'Wallwerk',
      '22-004711',
      '3.1.4',
      'ocpp:ws:default',
      '300 s',
      'Reset u-17',
      '0 of 100',
      '47.1 KB',
    ]) {
      t.match(words, part);
    }
    await page.goto(`${c.api.url}/#/charge-points?page=9`);
    await page.getByText('101–120 of 120').waitFor();
    await c.leave(page);
  });

  await t.test('a kick is asked for first, and a refusal is told where it was asked', async (t) => {
    const page = await c.openSignedIn('#/charge-points/A%2BB%2F%C3%BC');
    const dialog = page.getByRole('dialog', { name: 'Kick A+B/ü?' });
    await page.getByRole('button', { name: 'Kick' }).click();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    t.notOk(asked('DELETE'), 'nothing was sent');
    t.equal(await page.evaluate(() => document.activeElement?.textContent), 'Kick', 'the focus is back');
    await page.getByRole('button', { name: 'Kick' }).click();
    const path = '/gateways/ocpp/clients/A%2BB%2F%C3%BC';
    c.api.state.answers.set(`DELETE ${path}`, { status: 503, body: { code: 'SERVICE_UNAVAILABLE', message: 'Busy' } });
    await dialog.getByRole('button', { name: 'Kick' }).click();
    t.match(await dialog.getByRole('alert').textContent(), 'The client was not kicked. Busy.');
    await dialog.getByRole('button', { name: 'Kick' }).click();
    await page.getByText('A+B/ü was kicked.').waitFor();
    await page.getByText('Disconnected', { exact: true }).waitFor();
    await c.leave(page);
  });

  await t.test('a charge point that is gone altogether does not look as if it were here', async (t) => {
    c.api.state.chargePoints.push(chargePoint('CP-SHORT'));
    const page = await c.openSignedIn('#/charge-points/CP-SHORT');
    await page.getByText('Connected', { exact: true }).waitFor();
    c.api.state.chargePoints.pop();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByText('This charge point is not connected.').waitFor();
    t.equal(await page.getByText('Connected', { exact: true }).count(), 0);
    await c.leave(page);
  });

  await t.test('a list of none says what to do', async (t) => {
    c.api.state.chargePoints = [];
    const page = await c.openSignedIn('#/charge-points');
    await page.getByText('No charge point is connected.').waitFor();
    t.ok(await page.getByRole('main').getByRole('link', { name: 'overview' }).isVisible());
    await c.leave(page);
  });
}

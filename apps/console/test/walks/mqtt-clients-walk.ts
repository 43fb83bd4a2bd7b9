// The list of MQTT clients.
import type { Test } from 'tap';
import { launchConsole, readText } from '../fixtures/console-browser.ts';

/** MQTT clients. */
export async function mqttClientsWalk(t: Test): Promise<void> {
  const c = await launchConsole();
  t.teardown(() => c.close());

  await t.test('are listed with the version that people call it by, and kicked', async (t) => {
    const page = await c.openSignedIn('#/mqtt-clients');
    const row = page.getByRole('row').filter({ hasText: 'mqttx_4f2a' });
    await row.waitFor();
    t.match(await readText(row), /monitor[\s\S]*3\.1\.1[\s\S]*60 s/);
    await page.getByRole('button', { name: 'Kick mqttx_4f2a' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Kick' }).click();
    await page.getByText('mqttx_4f2a was kicked.').waitFor();
    t.equal(c.api.state.mqttClients.find(({ clientid }) => clientid === 'mqttx_4f2a')?.connected, false);
    await c.leave(page);
  });

  await t.test('a refused list is told instead of an empty one', async (t) => {
    c.api.state.answers.set('GET /clients', {
      status: 500,
      body: { code: 'UNKNOWN_ERROR', message: 'Internal error' },
    });
    const page = await c.openSignedIn('#/mqtt-clients');
    await page.getByRole('alert').waitFor();
    t.match(await page.getByRole('alert').textContent(), 'The list could not be loaded. Internal error.');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('rowheader', { name: 'csms-1' }).waitFor();
    await c.leave(page);
  });
}

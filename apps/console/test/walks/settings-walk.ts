// The form of the gateway's settings.
import type { Test } from 'tap';
import { lastRequest, launchConsole, readText } from '../fixtures/console-browser.ts';

const put = 'PUT /gateways/ocpp';

/** Gateway settings. */
export async function settingsWalk(t: Test): Promise<void> {
  const c = await launchConsole();
  t.teardown(() => c.close());
  const refuse = (message: string): void => {
    c.api.state.answers.set(put, { status: 400, body: { code: 'BAD_REQUEST', message } });
  };

  await t.test(
    'the form follows from the schema: names, descriptions, defaults, and what a change needs',
    async (t) => {
      const page = await c.openSignedIn('#/settings');
      const field = page.getByLabel('idle_timeout', { exact: true });
      t.equal(await field.inputValue(), '45s');
      t.equal(await page.getByLabel('max_mqueue_len', { exact: true }).inputValue(), '100');
      const words = await readText(page.getByRole('main'));
      t.match(words, 'A socket on which nothing came for so long is closed.');
      t.match(words, 'Default 30s · takes effect at once');
      t.match(words, 'Default 64KB · takes effect for charge points that connect from then on');
      t.match(words, 'instead of upstream.topic.', 'backticks become code');
      await c.leave(page);
    },
  );

  await t.test('only what was changed is saved, and the page then shows what the server has', async (t) => {
    const page = await c.openSignedIn('#/settings');
    await page.getByLabel('idle_timeout', { exact: true }).fill('90s');
    await page.getByLabel('max_frame_size', { exact: true }).fill('128KB');
    await page.getByText('2 changes, not saved').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByText('2 settings were saved. For charge points that connect from now on: max_frame_size.')
      .waitFor();
    await page.getByText('No changes').waitFor();
    t.strictSame(lastRequest(c.api, put), { idle_timeout: '90s', max_frame_size: '128KB' });
    t.equal(await page.getByLabel('idle_timeout', { exact: true }).inputValue(), '90s');
    await c.leave(page);
  });

  await t.test('the problems that the server names stand at their fields, and nothing typed is lost', async (t) => {
    const page = await c.openSignedIn('#/settings');
    const topic = page.getByRole('region', { name: 'dnstream' }).getByLabel('topic', { exact: true });
    await page.getByLabel('mountpoint', { exact: true }).fill('a/#');
    await topic.fill('cs');
    refuse(
      'gateway.ocpp.dnstream.topic: must have ${cid} in it; mountpoint: must be without + and #; the rest is well',
    );
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('It must have ${cid} in it.').waitFor();
    await page.getByText('It must be without + and #; the rest is well.').waitFor();
    t.match(await page.getByRole('alert').textContent(), 'Nothing was saved. 2 settings are not right');
    t.equal(await topic.inputValue(), 'cs');
    t.equal(await page.getByLabel('mountpoint', { exact: true }).inputValue(), 'a/#');
    t.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid')), 'true');
    await page.getByRole('link', { name: 'API keys' }).click();
    await page.getByRole('link', { name: 'Gateway settings' }).click();
    t.equal(await topic.inputValue(), 'cs', 'a look at another page loses nothing');
    await page.getByRole('button', { name: 'Discard' }).click();
    t.equal(await topic.inputValue(), 'cs/${cid}');
    await c.leave(page);
  });

  await t.test('a slip is told before anything is sent', async (t) => {
    const page = await c.openSignedIn('#/settings');
    const before = c.api.state.requests.length;
    await page.getByLabel('idle_timeout', { exact: true }).fill('soon');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('It must be a duration such as 500ms, 60s or 2h.').waitFor();
    t.notOk(c.api.state.requests.slice(before).some(({ line }) => line === put));
    await page.getByRole('button', { name: 'Set idle_timeout to its default' }).click();
    t.equal(await page.getByLabel('idle_timeout', { exact: true }).inputValue(), '30s');
    await c.leave(page);
  });

  await t.test('a refusal that names no field is told as it is', async (t) => {
    const page = await c.openSignedIn('#/settings');
    await page.getByLabel('mountpoint', { exact: true }).fill('x/');
    refuse('the database is locked');
    await page.getByRole('button', { name: 'Save' }).click();
    t.match(await page.getByRole('alert').textContent(), 'The settings were not saved. the database is locked.');
    t.equal(await page.getByLabel('mountpoint', { exact: true }).inputValue(), 'x/');
    await c.leave(page);
  });

  await t.test('entries of a map are added and removed', async (t) => {
    const page = await c.openSignedIn('#/settings');
    await page.getByRole('button', { name: 'Add an entry' }).click();
    await page.getByLabel('Name of entry 2').fill('Heartbeat');
    await page.getByLabel('Value of entry 2').fill('beats/${cid}');
    await page.getByRole('button', { name: 'Remove entry 1' }).click();
    t.equal(await page.getByLabel('Name of entry 1').inputValue(), 'Heartbeat');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('upstream.topic_override_mapping was saved.').waitFor();
    t.strictSame(lastRequest(c.api, put), {
      upstream: { topic_override_mapping: { Heartbeat: 'beats/${cid}', BootNotification: null } },
    });
    await c.leave(page);
  });

  await t.test('the gateway is switched off only after a question', async (t) => {
    const page = await c.openSignedIn('#/settings');
    await page.getByRole('switch', { name: 'enable' }).uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByRole('dialog', { name: 'Switch the gateway off?' })
      .getByRole('button', { name: 'Switch off' })
      .click();
    await page.getByText('enable was saved.').waitFor();
    t.strictSame(lastRequest(c.api, put), { enable: false });
    await c.leave(page);
  });

  await t.test('a server that describes no settings is told', async (t) => {
    c.api.state.settingsSchema = {};
    const page = await c.openSignedIn('#/settings');
    await page.getByText('there is no form to show').waitFor();
    t.equal(await page.getByRole('button', { name: 'Save' }).count(), 0);
    await c.leave(page);
  });
}

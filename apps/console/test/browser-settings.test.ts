// The form of the gateway's settings, and the page that sends a message, in a real browser.
import t from 'tap';
import { lastRequest, launchConsole, readText, skipped } from './fixtures/console-browser.ts';

const put = 'PUT /gateways/ocpp';

t.test('gateway settings', { skip: skipped }, async (t) => {
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
      await page.context().close();
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
    await page.context().close();
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
    await page.context().close();
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
    await page.context().close();
  });

  await t.test('a refusal that names no field is told as it is', async (t) => {
    const page = await c.openSignedIn('#/settings');
    await page.getByLabel('mountpoint', { exact: true }).fill('x/');
    refuse('the database is locked');
    await page.getByRole('button', { name: 'Save' }).click();
    t.match(await page.getByRole('alert').textContent(), 'The settings were not saved. the database is locked.');
    t.equal(await page.getByLabel('mountpoint', { exact: true }).inputValue(), 'x/');
    await page.context().close();
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
    await page.context().close();
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
    await page.context().close();
  });

  await t.test('a server that describes no settings is told', async (t) => {
    c.api.state.settingsSchema = {};
    const page = await c.openSignedIn('#/settings');
    await page.getByText('there is no form to show').waitFor();
    t.equal(await page.getByRole('button', { name: 'Save' }).count(), 0);
    await page.context().close();
  });
});

t.test('sending', { skip: skipped }, async (t) => {
  const c = await launchConsole();
  t.teardown(() => c.close());
  type Sent = { topic: string; payload: string; qos: number; retain: boolean };
  const sent = (): Sent => lastRequest(c.api, 'POST /publish') as Sent;

  await t.test('a ready-made CALL goes to the topic of the charge point', async (t) => {
    const page = await c.openSignedIn('#/charge-points/CP1');
    await page.getByRole('link', { name: 'Send a message' }).click();
    await page.getByLabel('Example').selectOption('Reset');
    await page.getByText('The charge point answers on ocpp/cp/CP1/Reply.').waitFor();
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Published to ocpp/cs/CP1.').waitFor();
    t.match(sent(), { topic: 'ocpp/cs/CP1', qos: 1, retain: false });
    t.match(JSON.parse(sent().payload), { MessageTypeId: 2, Action: 'Reset', Payload: { type: 'Soft' } });
    const first = sent().payload;
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.waitForFunction((before) => document.querySelector('textarea')?.value !== before, first);
    t.not(sent().payload, first, 'a charge point takes no id twice');
    await page.context().close();
  });

  await t.test('a message that reached nobody is told from one that arrived', async (t) => {
    const page = await c.openSignedIn('#/send?to=CP-ELSEWHERE');
    t.equal(await page.getByLabel('Topic').inputValue(), 'ocpp/cs/CP-ELSEWHERE');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('It reached nobody.').waitFor();
    await page.getByText('the charge point is not connected').waitFor();
    await page.context().close();
  });

  await t.test('a refused message stays in the form, with the reason', async (t) => {
    const page = await c.openSignedIn('#/send');
    await page.getByLabel('Topic').fill('a/+');
    await page.getByLabel('Payload').fill('hello');
    const message = 'topic: must be a topic name, without + and #';
    c.api.state.answers.set('POST /publish', { status: 400, body: { code: 'BAD_REQUEST', message } });
    await page.getByRole('button', { name: 'Publish' }).click();
    t.match(await page.getByRole('alert').textContent(), `The message was not published. ${message}.`);
    t.equal(await page.getByLabel('Payload').inputValue(), 'hello');
    await page.context().close();
  });

  await t.test('a payload that no charge point takes is told before it is sent', async (t) => {
    const page = await c.openSignedIn('#/send?to=CP1');
    await page.getByLabel('Payload').fill('[2,"1","Reset",{}]');
    await page.getByText('There is no MessageTypeId').waitFor();
    await page.getByLabel('Topic').fill('elsewhere');
    await page.getByText('There is no MessageTypeId').waitFor({ state: 'detached' });
    t.equal(await page.getByLabel('Payload').inputValue(), '[2,"1","Reset",{}]', 'another topic takes anything');
    await page.context().close();
  });
});

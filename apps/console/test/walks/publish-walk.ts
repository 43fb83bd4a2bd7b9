// The page that publishes a message.
import type { Test } from 'tap';
import { lastRequest, launchConsole } from '../fixtures/console-browser.ts';

/** Publishing. */
export async function publishWalk(t: Test): Promise<void> {
  const c = await launchConsole();
  t.teardown(() => c.close());
  type Sent = { topic: string; payload: string; qos: number; retain: boolean };
  const sent = (): Sent => lastRequest(c.api, 'POST /publish') as Sent;

  await t.test('a ready-made CALL goes to the topic of the charge point', async (t) => {
    const page = await c.openSignedIn('#/send?to=CP1');
    await page.getByRole('link', { name: 'MQTT message' }).click();
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
    await c.leave(page);
  });

  await t.test('a message that reached nobody is told from one that arrived', async (t) => {
    const page = await c.openSignedIn('#/send/message?to=CP-ELSEWHERE');
    t.equal(await page.getByLabel('Topic').inputValue(), 'ocpp/cs/CP-ELSEWHERE');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('It reached nobody.').waitFor();
    await page.getByText('the charge point is not connected').waitFor();
    await c.leave(page);
  });

  await t.test('a refused message stays in the form, with the reason', async (t) => {
    const page = await c.openSignedIn('#/send/message');
    await page.getByLabel('Topic').fill('a/+');
    await page.getByLabel('Payload').fill('hello');
    const message = 'topic: must be a topic name, without + and #';
    c.api.state.answers.set('POST /publish', { status: 400, body: { code: 'BAD_REQUEST', message } });
    await page.getByRole('button', { name: 'Publish' }).click();
    t.match(await page.getByRole('alert').textContent(), `The message was not published. ${message}.`);
    t.equal(await page.getByLabel('Payload').inputValue(), 'hello');
    await c.leave(page);
  });

  await t.test('a payload that no charge point takes is told before it is sent', async (t) => {
    const page = await c.openSignedIn('#/send/message?to=CP1');
    await page.getByLabel('Payload').fill('[2,"1","Reset",{}]');
    await page.getByText('There is no MessageTypeId').waitFor();
    await page.getByLabel('Topic').fill('elsewhere');
    await page.getByText('There is no MessageTypeId').waitFor({ state: 'detached' });
    t.equal(await page.getByLabel('Payload').inputValue(), '[2,"1","Reset",{}]', 'another topic takes anything');
    await c.leave(page);
  });
}

// A charge point's frames, kept and live, and CALLs to it with all that can become of them.
import type { Test } from 'tap';
import { lastRequest, launchConsole, readText } from '../fixtures/console-browser.ts';
import { sendEvent } from '../fixtures/fake-operations.ts';
import { frame } from '../fixtures/fake-records.ts';

const calls = 'POST /gateways/ocpp/clients/CP1/calls';

/** Frames and CALLs. */
export async function framesWalk(t: Test): Promise<void> {
  const c = await launchConsole();
  t.teardown(() => c.close());
  const { state } = c.api;

  await t.test('the last frames are shown the newest first, as text whatever they look like', async (t) => {
    const page = await c.openSignedIn('#/charge-points/CP1');
    const panel = page.getByRole('region', { name: 'Frames' });
    await panel.getByRole('rowheader', { name: 'CALL Heartbeat' }).waitFor();
    const titles = await panel.getByRole('rowheader').allTextContents();
    t.strictSame(titles, ['CALLRESULT MeterValues', 'Not OCPP', 'CALLERROR Reset NotSupported', 'CALL Heartbeat']);
    t.match(await readText(panel.getByRole('row').nth(4)), /12:00:00\.042[\s\S]*from it/);
    t.equal(await panel.locator('b').count(), 0);
    await panel.getByText('[2,"u-1","Heartbeat",{}]').click();
    await panel.getByText('24 bytes; secrets are masked.').waitFor();
    await panel.getByLabel('Errors only').check();
    await panel.getByRole('rowheader', { name: 'CALL Heartbeat' }).waitFor({ state: 'detached' });
    t.equal(await panel.getByRole('rowheader').count(), 2);
    await panel.getByLabel('Errors only').uncheck();
    await panel.getByLabel('Direction').selectOption('To the charge point');
    await panel.getByRole('rowheader', { name: 'Not OCPP' }).waitFor({ state: 'detached' });
    t.equal(await panel.getByRole('rowheader').count(), 1);
    await panel.getByLabel('Action').fill('Nothing');
    await panel.getByText('No such frame is kept.').waitFor();
    const download = page.waitForEvent('download');
    await panel.getByRole('button', { name: 'Save as NDJSON' }).click();
    t.equal((await download).suggestedFilename(), 'frames.ndjson');
    await page.goto(`${c.api.url}/#/charge-points/CP-GONE`);
    await page.getByText('No frame of this charge point is kept.').waitFor();
    await c.leave(page);
  });

  await t.test('frames are followed live, held still, and the view begins again when it breaks off', async (t) => {
    const page = await c.openSignedIn('#/charge-points/CP1');
    await page.clock.install();
    const panel = page.getByRole('region', { name: 'Frames' });
    await panel.getByRole('button', { name: 'Follow live' }).click();
    await panel.getByText('Live · 0 came').waitFor();
    t.match(state.requests.at(-2)?.line ?? '', 'GET /gateways/ocpp/frames?identity=CP1');
    // What was kept by then comes by both ways, and is there once.
    sendEvent(state, 'frame', state.frames[0]);
    sendEvent(state, 'frame', frame({ at: '2026-03-01T12:00:09.000Z', type: 2, action: 'Authorize', text: '[2]' }));
    sendEvent(state, 'frame', frame({ identity: 'CP10', at: '2026-03-01T12:00:09.000Z', type: 2, action: 'Other' }));
    sendEvent(state, 'dropped', { count: 1_500 });
    await page.clock.runFor(200);
    await panel.getByText(/Live · 3 came, 1.500 too fast to be shown/).waitFor();
    t.equal((await panel.getByRole('rowheader').allTextContents())[0], 'CALL Authorize');
    t.equal(await panel.getByRole('rowheader').count(), 5);
    await panel.getByRole('button', { name: 'Pause' }).click();
    sendEvent(state, 'frame', frame({ at: '2026-03-01T12:00:10.000Z', type: 2, action: 'Late', text: '[2,1]' }));
    await panel.getByText('held; 1 came since').waitFor();
    t.equal(await panel.getByRole('rowheader').count(), 5);
    await panel.getByRole('button', { name: 'Pause' }).click();
    await panel.getByRole('rowheader', { name: 'CALL Late' }).waitFor();
    for (const follower of state.followers) follower.end();
    t.match(await panel.getByRole('alert').textContent(), 'The live view broke off');
    await page.clock.runFor(2_100);
    await panel.getByText('Live · 4 came').waitFor();
    t.equal(await panel.getByRole('alert').count(), 0);
    const [follower] = state.followers;
    const left = new Promise((resolve) => follower?.once('close', resolve));
    await panel.getByRole('button', { name: 'Follow live' }).click();
    await left;
    await page.close();
  });

  await t.test('a CALL is waited for, and its answer shown', async (t) => {
    const page = await c.openSignedIn('#/charge-points/CP1');
    const form = page.getByRole('form', { name: 'Send a CALL' });
    await form.getByLabel('Example').selectOption('Reset');
    await form.getByLabel('Wait at most').fill('10s');
    await form.getByRole('button', { name: 'Send the CALL' }).click();
    await form.getByText('The charge point answered: Accepted. It took 84 ms.').waitFor();
    t.strictSame(lastRequest(c.api, calls), { action: 'Reset', payload: { type: 'Soft' }, timeout: '10s' });
    await form.getByLabel('Payload').fill('{');
    await form.getByRole('button', { name: 'Send the CALL' }).click();
    await form.getByText('This is not JSON').waitFor();
    await page.goto(`${c.api.url}/#/send?to=CP1`);
    await page.getByText('Speaks OCPP 1.6.').waitFor();
    t.equal(await page.getByLabel('Payload').inputValue(), '{', 'what was typed is kept');
    await c.leave(page);
  });

  await t.test('every other outcome says first whether it was sent', async (t) => {
    const page = await c.openSignedIn('#/send?to=CP1');
    const send = page.getByRole('button', { name: 'Send the CALL' });
    const answerWith = async (status: number, body: unknown, words: string): Promise<void> => {
      state.answers.set(calls, { status, body });
      await send.click();
      await page.getByText(words).waitFor();
    };
    await answerWith(
      200,
      { unique_id: 'u', status: 'error', error_code: 'NotSupported', error_description: 'no', error_details: { a: 1 } },
      'The charge point answered with the error NotSupported. no.',
    );
    await page.getByText('"a": 1').waitFor();
    const message = 'payload.type: must be Soft or Hard';
    await answerWith(
      400,
      { code: 'CALL_INVALID', message },
      `Not sent: the payload breaks the schema of its action. ${message}.`,
    );
    await answerWith(504, { code: 'CALL_TIMED_OUT', message: 'late' }, 'Sent, but no answer came in time.');
    t.equal(await page.getByText('Not sent').count(), 0, 'one outcome at a time');
    await c.leave(page);
  });

  await t.test('a CALL whose outcome was not heard of is sent again under the same key', async (t) => {
    const page = await c.openSignedIn('#/send?to=CP1');
    const keys: (string | undefined)[] = [];
    await page.route('**/calls', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length === 1) await route.abort();
      else await route.continue();
    });
    const send = page.getByRole('button', { name: 'Send the CALL' });
    await send.click();
    await page.getByText('It is not known whether it was sent').waitFor();
    await send.click();
    await page.getByText('The charge point answered: Accepted.').waitFor();
    await send.click();
    await page.getByText('The charge point answered: Accepted.').waitFor();
    t.equal(keys[1], keys[0]);
    t.not(keys[2], keys[1]);
    await c.leave(page);
  });
}

// What holds for every page: it fits a phone, every control has a name, every text a contrast of 4.5 or more, in light and in dark.
import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import { launchConsole } from '../fixtures/console-browser.ts';

const hashes = [
  '#/',
  '#/charge-points',
  '#/charge-points/CP1',
  '#/mqtt-clients',
  '#/users/ocpp',
  '#/users/mqtt',
  '#/api-keys',
  '#/settings',
  '#/send',
  '#/send/message',
  '#/listeners',
  '#/webhooks',
  '#/webhooks/ops',
  '#/console-users',
  '#/audit',
  '#/backups',
];

async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    // The page that is left must not be taken for the one that comes.
    document.querySelector('main h1')?.toggleAttribute('data-left', location.hash !== to);
    location.hash = to;
  }, hash);
  await page.locator('main h1:not([data-left])').waitFor();
  await page.locator('main :is(table, form, .facts)').first().waitFor();
}

/** Every page. */
export async function layoutWalk(t: Test): Promise<void> {
  const c = await launchConsole();
  t.teardown(() => c.close());

  await t.test('fits a screen of 360 pixels, names every control, and can be read when it is light', async (t) => {
    const page = await c.openSignedIn('#/', { viewport: { width: 360, height: 740 }, colorScheme: 'light' });
    for (const hash of hashes) {
      await goTo(page, hash);
      const widths = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        ...[...document.querySelectorAll('.table-frame')].map((frame) => frame.scrollWidth),
      ]);
      t.ok(Math.max(...widths) <= 360, `${hash} is ${widths.join(', ')} wide`);
      t.strictSame(await page.evaluate(namelessControls), [], hash);
      t.strictSame(await page.evaluate(faintTexts), [], hash);
    }
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    t.equal(await page.getByRole('button', { name: 'Menu' }).getAttribute('aria-expanded'), 'false');
    await c.leave(page);
  });

  await t.test('is a table to a screen reader even where it is laid out as cards', async (t) => {
    const page = await c.openSignedIn('#/charge-points', {
      viewport: { width: 360, height: 740 },
      colorScheme: 'light',
    });
    await page.getByRole('table', { name: 'Charge points' }).waitFor();
    t.equal(await page.getByRole('rowheader').count(), 50);
    t.equal(await page.getByRole('row').filter({ hasText: 'CP-FAULT' }).getByRole('cell').count(), 8);
    await c.leave(page);
  });

  await t.test('can be read on a wide screen when it is dark', async (t) => {
    const page = await c.openSignedIn('#/', { colorScheme: 'dark' });
    for (const hash of hashes) {
      await goTo(page, hash);
      t.strictSame(await page.evaluate(faintTexts), [], hash);
    }
    await c.leave(page);
  });
}

/** Runs in the page: the controls that a screen reader could not name. */
function namelessControls(): string[] {
  return [...document.querySelectorAll<HTMLElement>('a, button, input, select, textarea')]
    .filter((control) => {
      const label = 'labels' in control ? (control.labels as NodeListOf<HTMLElement> | null)?.[0] : null;
      // The options of a choice, and what was typed, are no name.
      const ownText = control.matches('a, button') ? control.textContent : '';
      return [control.getAttribute('aria-label'), ownText, label?.textContent].every((text) => !text?.trim());
    })
    .map((control) => control.outerHTML);
}

/** Runs in the page: the texts whose colour is too close to what lies under them (WCAG 2.2, 1.4.3). */
function faintTexts(): string[] {
  type Color = readonly [number, number, number, number];
  const parsed = new Map<string, Color>();
  const parse = (color: string): Color => {
    const known = parsed.get(color) ?? paint(color);
    parsed.set(color, known);
    return known;
  };
  const paint = (color: string): Color => {
    const canvas = document.createElement('canvas').getContext('2d');
    if (canvas === null) return [0, 0, 0, 0];
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const luminance = ([red, green, blue]: Color): number => {
    const linear = (value: number): number => (value <= 10 ? value / 3294 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  };
  const groundOf = (element: Element | null): Color => {
    for (let at = element; at !== null; at = at.parentElement) {
      const ground = parse(getComputedStyle(at).backgroundColor);
      if (ground[3] > 0.9) return ground;
    }
    return parse(getComputedStyle(document.documentElement).backgroundColor);
  };
  return [...document.querySelectorAll<HTMLElement>('body *')]
    .filter((element) => [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== ''))
    .filter((element) => element.checkVisibility() && element.closest('.unseen, [aria-disabled="true"]') === null)
    .flatMap((element) => {
      const [one, other] = [luminance(parse(getComputedStyle(element).color)), luminance(groundOf(element))];
      const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      return contrast < 4.5 ? [`${contrast.toFixed(2)}: ${element.textContent?.slice(0, 40)}`] : [];
    });
}

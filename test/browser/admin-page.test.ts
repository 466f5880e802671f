import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { command, failure } from '../server/fake-graph.js';
import { type FakeHub, fakeHub } from '../server/fake-hub.js';
import { axe } from './axe.js';
import { describeInBrowser, launch, type Visit, visit } from './browser.js';
import { slowness } from '../support/slowness.js';

describeInBrowser('the administration page', () => {
  let browser: Browser;
  let hub: FakeHub;
  let url: string;
  let visitor: Visit | undefined;
  beforeAll(async () => {
    browser = await launch();
  });
  beforeEach(async () => {
    hub = await fakeHub();
    url = await hub.server.listen();
  });
  afterEach(async () => {
    await visitor?.close();
    await hub.server.close();
    await hub.graph.apollo.stop();
  });
  afterAll(() => browser?.close());

  async function open(options: Parameters<typeof visit>[2] = {}): Promise<Visit> {
    visitor = await visit(browser, `${url}/admin`, { who: 'administrator', ...options });
    await visitor.page.locator('[data-adapter]').first().waitFor();
    return visitor;
  }
  const row = (page: Page, name: string) => page.locator(`[data-adapter="${name}"]`);

  test('shows every platform, from own files only, without a complaint', async () => {
    const { page, requests, complaints } = await open();
    expect(await page.locator('[data-adapter]').count()).toBe(3);
    expect(await row(page, 'magda').innerText()).toMatch(/MAGDA[^]*In orde[^]*Gesloten[^]*123 ms/);
    await page.getByText('Alle platformen antwoorden').waitFor();
    expect(requests.filter((address) => !address.startsWith(`${url}/`))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('shows within five seconds that a platform fell ill, says so aloud, and what the citizen notices', async () => {
    const { page } = await open();
    const switched = Date.now();
    await page.locator('[data-simulator="burgerprofiel"]').getByRole('radio', { name: 'Uit' }).check();
    await row(page, 'burgerprofiel').getByText('Antwoordt niet').waitFor({ timeout: 30_000 });
    const shownMs = Date.now() - switched;
    expect(shownMs).toBeLessThan(5_000 * (await slowness()));
    expect(hub.simulators.get('burgerprofiel')).toBe('down');
    const text = await row(page, 'burgerprofiel').innerText();
    expect(text).toContain('Inwoners zien hun dossiers niet.');
    expect(text).toContain('NETWORK');
    expect(text).toContain('Open');
    expect(await page.getByRole('status').first().textContent()).toBe('Mijn Burgerprofiel: Antwoordt niet');
    expect(await page.locator('[data-adapter]').first().getAttribute('data-adapter')).toBe('burgerprofiel');
    await page.getByText('1 van de 3 platformen antwoordt niet: Mijn Burgerprofiel').waitFor();
  });

  test('shows what waits for a person, and does what that person says', async () => {
    hub.graph.commands.push(
      command('c1', 'Een sms versturen', 'FAILED'),
      command('c2', 'Een afspraak maken', 'IN_DOUBT'),
    );
    const { page } = await open();
    const doubtful = page.locator('[data-command="c2"]');
    await doubtful.getByText('Niemand weet of dit gebeurd is').waitFor();
    expect(await page.getByText('2 in totaal. 3 gaan vanzelf voort.').count()).toBe(1);

    await doubtful.getByLabel('Kenmerk bij het platform').fill(' JCC-4711 ');
    await doubtful.getByRole('button', { name: 'Het is gebeurd' }).click();
    await doubtful.waitFor({ state: 'detached' });
    await page.locator('[data-command="c1"]').getByRole('button', { name: 'Opnieuw proberen' }).click();
    await page.getByText('Geen enkele.').waitFor();
    expect(hub.graph.changes).toEqual([
      { name: 'decideCommand', id: 'c2', done: true, reference: 'JCC-4711' },
      { name: 'retryCommand', id: 'c1' },
    ]);
  });

  test('says why a change was not made, and keeps the command', async () => {
    hub.graph.commands.push(command('c1', 'Een sms versturen', 'FAILED'));
    hub.graph.refusal = 'Aan deze opdracht wordt net gewerkt.';
    const { page } = await open();
    const failed = page.locator('[data-command="c1"]');
    await failed.getByRole('button', { name: 'Annuleren' }).click();
    await failed.getByRole('alert').getByText('Aan deze opdracht wordt net gewerkt.').waitFor();
  });

  const kern = { name: 'kern', host: 'kern.schilde.be', state: 'DOWN', disabledAt: null, pending: 2 };

  test('shows nothing of webhooks where nobody is told anything', async () => {
    const { page } = await open();
    hub.graph.commands.push(command('c1', 'Een sms versturen', 'FAILED'));
    await page.locator('[data-command="c1"]').waitFor();
    expect(await page.getByText('Meldingen die niet aankwamen').count()).toBe(0);
  });

  test('shows what did not arrive at an application, and sends it again', async () => {
    hub.graph.endpoints.push(kern);
    hub.graph.failures.push(failure('d1'));
    hub.graph.refusal = 'Deze melding wordt net verstuurd.';
    const { page } = await open();
    const failed = page.locator('[data-delivery="d1"]');
    await failed.getByText('weigerde de melding').waitFor();
    await page.getByText('1 in totaal. 2 worden nog verstuurd. Antwoordt niet: kern.').waitFor();

    await failed.getByRole('button', { name: 'Opnieuw versturen' }).click();
    await failed.getByRole('alert').getByText('Deze melding wordt net verstuurd.').waitFor();
    hub.graph.refusal = null;
    await failed.getByRole('button', { name: 'Opnieuw versturen' }).click();
    await failed.waitFor({ state: 'detached' });
    expect(hub.graph.changes).toEqual([
      { name: 'replayWebhookDelivery', id: 'd1' },
      { name: 'replayWebhookDelivery', id: 'd1' },
    ]);
  });

  test('follows a change that it did not make itself', async () => {
    const { page } = await open();
    hub.graph.adapters[0]!.state = 'DEGRADED';
    await row(page, 'magda').getByText('Hapert').waitFor({ timeout: 30_000 });
  });

  test('says when it cannot reach the hub, keeps the last figures, and recovers', async () => {
    const { page } = await open();
    await page.route('**/graphql', (route) => route.abort());
    await page.getByRole('alert').getByText('De hub antwoordt niet').waitFor({ timeout: 30_000 });
    expect(await page.locator('[data-adapter]').count()).toBe(3);
    await page.unroute('**/graphql');
    await page.getByRole('alert').waitFor({ state: 'detached', timeout: 30_000 });
  });

  test('offers to log in again when the session ended', async () => {
    const { page } = await open();
    await page.context().clearCookies();
    await page
      .getByRole('alert')
      .getByRole('link', { name: 'Meld u opnieuw aan' })
      .waitFor({ timeout: 30_000 });
  });

  test('asks nothing while it is paused or out of sight', async () => {
    const { page, requests } = await open();
    const asked = () => requests.filter((address) => address.endsWith('/graphql')).length;
    await page.getByRole('button', { name: 'Pauzeren' }).click();
    const before = asked();
    // Two periods: nothing may happen, so there is nothing to wait for but time.
    await page.waitForTimeout(4_500);
    expect(asked()).toBe(before);
    const next = page.waitForRequest('**/graphql');
    await page.getByRole('button', { name: 'Hervatten' }).click();
    await next;
    await page.evaluate(() => Object.defineProperty(document, 'hidden', { get: () => true }));
    await page.waitForTimeout(2_500);
    const hidden = asked();
    await page.waitForTimeout(3_000);
    expect(asked()).toBe(hidden);
  });

  test.each([
    ['a desk', { width: 1440 }],
    ['a phone', { width: 320, height: 640 }],
    ['a desk in the dark', { width: 1440, dark: true }],
    ['a phone in the dark', { width: 320, height: 640, dark: true }],
  ])('has no accessibility findings on %s, ill platforms and all', async (_where, options) => {
    hub.graph.adapters[0]!.state = 'DEGRADED';
    hub.graph.adapters[2]!.state = 'UNKNOWN';
    hub.graph.commands.push(
      command('c1', 'Een sms versturen', 'FAILED'),
      command('c2', 'Een afspraak maken', 'IN_DOUBT'),
    );
    hub.graph.endpoints.push(kern);
    hub.graph.failures.push(failure('d1'), { ...failure('d2'), reason: 'GAVE_UP', lastStatus: 503 });
    const { page } = await open(options);
    await page.locator('[data-command="c2"]').waitFor();
    await page.locator('[data-delivery="d2"]').waitFor();
    await page.locator('[data-simulator="burgerprofiel"]').getByRole('radio', { name: 'Uit' }).check();
    await row(page, 'burgerprofiel').getByText('Antwoordt niet').waitFor();
    expect(await axe(page)).toEqual([]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
  });

  test('works with the keyboard alone', async () => {
    const { page } = await open();
    await page.locator('[data-simulator="verenigingsregister"] input:checked').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Naar de inhoud');
    await page.keyboard.press('Enter');
    const reached: string[] = [];
    for (let presses = 0; presses < 6; presses += 1) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate(
          () =>
            document.activeElement?.closest('[data-simulator]')?.getAttribute('data-simulator') ??
            document.activeElement?.textContent ??
            '',
        ),
      );
    }
    expect(reached.slice(0, 4)).toEqual(['Pauzeren', 'magda', 'burgerprofiel', 'verenigingsregister']);
    await page.locator('[data-simulator="magda"] input:checked').focus();
    await page.keyboard.press('ArrowLeft');
    await row(page, 'magda').getByText('Antwoordt niet').waitFor({ timeout: 30_000 });
    expect(hub.simulators.get('magda')).toBe('down');
  });

  test('moves nothing for who asked for less motion', async () => {
    const { page } = await open({ reducedMotion: true });
    const moving = await page.evaluate(
      () =>
        Array.from(document.querySelectorAll('*')).filter((element) => {
          const { transitionDuration, animationName } = getComputedStyle(element);
          return !/^0s(, 0s)*$/.test(transitionDuration) || animationName !== 'none';
        }).length,
    );
    expect(moving).toBe(0);
  });
});

describeInBrowser('the other pages', () => {
  let browser: Browser;
  let hub: FakeHub;
  let url: string;
  beforeAll(async () => {
    [browser, hub] = await Promise.all([launch(), fakeHub()]);
    url = await hub.server.listen();
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.server.close();
    await hub?.graph.apollo.stop();
  });

  test.each([
    ['the start page', '/', {}],
    ['the start page in the dark, on a phone', '/', { dark: true, width: 320 }],
    ['a page that does not exist', '/nowhere', {}],
    ['a refusal', '/admin', { who: 'citizen' }],
  ])('%s has no accessibility findings and asks nobody else', async (_what, path, options) => {
    const { page, requests, close } = await visit(browser, url + path, options);
    expect(await axe(page)).toEqual([]);
    expect(requests.filter((address) => !address.startsWith(`${url}/`))).toEqual([]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
    await close();
  });
});

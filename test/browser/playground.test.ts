import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { type FakeHub, fakeHub } from '../server/fake-hub.js';
import { axe } from './axe.js';
import { describeInBrowser, launch, type Visit, visit } from './browser.js';

describeInBrowser('the playground', () => {
  let browser: Browser;
  let hub: FakeHub;
  let url: string;
  let visitor: Visit | undefined;
  beforeAll(async () => {
    [browser, hub] = await Promise.all([launch(), fakeHub()]);
    url = await hub.server.listen();
  });
  afterEach(() => visitor?.close());
  afterAll(async () => {
    await browser?.close();
    await hub?.server.close();
    await hub?.graph.apollo.stop();
  });

  async function open(path = '/playground', options: Parameters<typeof visit>[2] = {}): Promise<Visit> {
    visitor = await visit(browser, url + path, options);
    await visitor.page.locator('.graphiql-execute-button').waitFor();
    return visitor;
  }

  test('shows an example, runs it and shows the answer, without a request to elsewhere or a complaint', async () => {
    const { page, requests, complaints } = await open();
    await page.locator('.graphiql-query-editor').getByText('SearchAssociations').waitFor();
    await page.locator('.graphiql-execute-button').click();
    await page.locator('.graphiql-response').getByText('Wandelclub De Kievit').waitFor();
    expect(requests.filter((address) => !address.startsWith(`${url}/`))).toEqual([]);
    expect(requests.filter((address) => address.endsWith('/graphql')).length).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  test('helps while one types: the graph worker knows the schema', async () => {
    const { page, complaints } = await open();
    await page.locator('.graphiql-query-editor').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('{ adap');
    await page.locator('.suggest-widget').getByText('adapters', { exact: true }).first().waitFor();
    expect(complaints).toEqual([]);
  });

  test('has tabs for each persona, chosen by who is logged in or by hand', async () => {
    const { page } = await open('/playground', { who: 'administrator' });
    const chosen = page.locator('.personas [aria-current]');
    expect(await chosen.textContent()).toBe('Beheerder');
    await page.locator('.graphiql-execute-button').click();
    await page.locator('.graphiql-response').getByText('Mijn Burgerprofiel').waitFor();
    await page.getByRole('link', { name: 'Bezoeker' }).click();
    await page.locator('.graphiql-execute-button').waitFor();
    expect(await chosen.textContent()).toBe('Bezoeker');
    expect(await page.getByRole('tab').allTextContents()).toEqual(
      expect.arrayContaining([
        expect.stringContaining('SearchAssociations'),
        expect.stringContaining('AssociationDetail'),
      ]),
    );
  });

  test('says who is logged in and offers to log in or out', async () => {
    const { page } = await open();
    await page.getByRole('link', { name: 'Aanmelden als burger' }).waitFor();
    expect(await page.getByRole('link', { name: 'Aanmelden als medewerker' }).getAttribute('href')).toBe(
      '/login/staff?returnTo=%2Fplayground',
    );
    await visitor!.close();
    const citizen = await open('/playground', { who: 'citizen' });
    await citizen.page.getByText('Emma Peeters', { exact: true }).waitFor();
    await citizen.page.getByRole('button', { name: 'Afmelden' }).waitFor();
  });

  test('keeps what was typed out of the address and off the disk', async () => {
    const { page } = await open();
    await page.locator('.graphiql-query-editor').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('# 85671421468');
    await page.waitForFunction(() =>
      Object.values(sessionStorage).some((value) => String(value).includes('85671421468')),
    );
    expect(page.url()).toBe(`${url}/playground`);
    expect(await page.evaluate(() => Object.values(localStorage).join())).not.toContain('85671421468');
  });

  test('has no accessibility findings in what is ours', async () => {
    const { page } = await open();
    // GraphiQL and its editor are a third party's widget: their tab buttons, icons and colours are theirs to repair.
    expect(await axe(page, { except: ['#graphiql'] })).toEqual([]);
  });

  test('gives an application its token in the sandbox', async () => {
    const { page } = await open('/playground?persona=client');
    const authorizationSent = async () => {
      await page.locator('.graphiql-query-editor').getByText('AssociationsForApplication').waitFor();
      const sent = page.waitForRequest(
        (request) => request.postData()?.includes('AssociationsForApplication') ?? false,
      );
      await page.locator('.graphiql-execute-button').click();
      return (await sent).headers().authorization;
    };
    expect(await authorizationSent()).toBe('Bearer sandbox-token');
    await page.waitForFunction(() =>
      Object.values(sessionStorage).join().includes('AssociationsForApplication'),
    );
    await page.reload();
    expect(await authorizationSent()).toBe('Bearer sandbox-token');
    expect(await page.getByRole('tab').count()).toBe(1);
    expect(await page.evaluate(() => Object.values(sessionStorage).join())).not.toContain('sandbox-token');
  });
});

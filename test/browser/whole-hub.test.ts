import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Kind, parse } from 'graphql';
import type { Browser, Page } from 'playwright-core';
import { readExamples } from '../../src/server/examples.js';
import { createSignedLinks } from '../../src/capabilities/appointments/signed-links.js';
import { systemClock } from '../../src/context/clock.js';
import { createKeyedHash } from '../../src/privacy/encryption.js';
import { type TestHub, testHub } from '../support/hub.js';
import { axe } from './axe.js';
import { describeInBrowser, launch, type Visit, visit } from './browser.js';
import { slowness } from '../support/slowness.js';

/** Whether an operation takes a variable that it gives no value. */
function needsMore(query: string): boolean {
  return parse(query).definitions.some(
    (one) =>
      one.kind === Kind.OPERATION_DEFINITION &&
      one.variableDefinitions?.some(
        ({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && !defaultValue,
      ),
  );
}

describeInBrowser('the sandbox in a browser', () => {
  let browser: Browser;
  let hub: TestHub;
  let visitor: Visit | undefined;
  beforeAll(async () => {
    [browser, hub] = await Promise.all([launch(), testHub()]);
  });
  afterEach(() => visitor?.close());
  afterAll(async () => {
    await browser?.close();
    await hub?.close();
  });

  /** Logs in the way a person does, and returns to the page. */
  async function logIn(path: string, name: string | null): Promise<Page> {
    visitor = await visit(browser, hub.url + path);
    const { page } = visitor;
    if (name) await page.getByRole('button', { name: `Aanmelden als ${name} met eID` }).click();
    return page;
  }

  async function run(page: Page): Promise<Record<string, unknown>> {
    const answered = page.waitForResponse(
      (response) =>
        response.url().endsWith('/graphql') && !response.request().postData()?.includes('__schema'),
    );
    await page.locator('.graphiql-execute-button').click();
    return (await (await answered).json()) as Record<string, unknown>;
  }

  test('given the README, when Emma logs in and pastes its query, then she sees the answer of two platforms', async () => {
    const [, query] = /```graphql\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))!;
    visitor = await visit(browser, `${hub.url}/playground`);
    const { page, requests, complaints } = visitor;
    await page.getByRole('link', { name: 'Aanmelden als burger' }).click();
    await page.getByRole('button', { name: 'Aanmelden als Emma Peeters met eID' }).click();
    await page.getByText('Emma Peeters', { exact: true }).waitFor();
    await page.locator('.graphiql-query-editor').click();
    await page.keyboard.press('Control+A');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(
      (text) =>
        (
          globalThis as unknown as { navigator: { clipboard: { writeText(text: string): Promise<void> } } }
        ).navigator.clipboard.writeText(text),
      query!,
    );
    await page.keyboard.press('Control+V');
    // GraphiQL reads what was pasted a moment later, and then names the tab after it.
    await page.locator('.graphiql-tab-active').getByText('<untitled>').waitFor();

    const body = await run(page);

    await page.locator('.graphiql-response').getByText('Turnhoutsebaan').waitFor();
    expect(body).toMatchObject({ data: { me: { name: { familyNames: ['Peeters'] } } } });
    expect(JSON.stringify(body)).toContain('burgerprofiel');
    expect(requests.filter((url) => !/^http:\/\/(localhost|127\.0\.0\.1):\d+\//.test(url))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test.each([
    ['visitor', null],
    ['citizen', 'Emma Peeters'],
    ['staff', 'Sofie Vermeulen'],
    ['administrator', 'Tom Wouters'],
    ['client', null],
  ])('every example of the persona %s that needs nothing more runs', async (persona, name) => {
    const { operations, login } = (await readExamples('schema/operations')).find(
      ({ name }) => name === persona,
    )!;
    const back = `/playground?persona=${persona}`;
    const page = await logIn(name ? `${login}?returnTo=${encodeURIComponent(back)}` : back, name);
    await page.locator('.graphiql-query-editor').getByText(operations[0]!.name).waitFor();

    expect(await run(page)).toMatchObject({
      data: expect.anything(),
      extensions: { sources: expect.anything() },
    });

    const answers = await page.evaluate(async (persona) => {
      const { personas } = await (await fetch('/playground/examples.json')).json();
      const { operations, headers } = personas.find(({ name }: { name: string }) => name === persona);
      return Promise.all(
        operations.map(async ({ name, query }: { name: string; query: string }) => {
          const response = await fetch('/graphql', {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...headers },
            body: JSON.stringify({ query }),
          });
          return { name, body: await response.json() };
        }),
      );
    }, persona);
    expect(answers.map(({ name }) => name)).toEqual(operations.map(({ name }) => name));
    for (const [index, { name, body }] of answers.entries()) {
      // Which thing to change, and under which key, only somebody can say.
      if (needsMore(operations[index]!.query)) {
        expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
        continue;
      }
      expect({ name, errors: body.errors }).toEqual({ name, errors: undefined });
      expect(Object.values(body.data)).not.toContain(null);
    }
  });

  test('given an administrator looks at the platforms, when MAGDA is switched off there, then it shows within 5 seconds', async () => {
    const page = await logIn('/login/staff?returnTo=/admin', 'Tom Wouters');
    await page.locator('[data-adapter="magda"][data-state="UP"]').waitFor();
    expect(await axe(page)).toEqual([]);

    const switched = Date.now();
    await page.getByRole('group', { name: 'MAGDA' }).getByRole('radio', { name: 'Uit' }).check();
    await page.locator('[data-adapter="magda"][data-state="DOWN"]').waitFor();
    const shownMs = Date.now() - switched;
    expect(shownMs).toBeLessThan(5_000 * (await slowness()));

    await page.getByRole('group', { name: 'MAGDA' }).getByRole('radio', { name: 'Werkt' }).check();
    await page.locator('[data-adapter="magda"][data-state="UP"]').waitFor({ timeout: 20_000 });
  });

  test('given a link to cancel, when its button is pressed, then the appointment is gone; every page is accessible', async () => {
    const [passport] = (
      await hub.ask('{ product(number: "51002") { appointmentServices { id locations { id } } } }')
    ).body.data.product.appointmentServices;
    const chosen = { service: passport.id, location: passport.locations[0].id };
    const slots = await hub.ask(
      'query ($service: ID!, $location: ID!) { appointmentSlots(service: $service, location: $location) { start } }',
      { variables: chosen },
    );
    const start: string = slots.body.data.appointmentSlots.at(-1).start;
    const { data } = await (
      await hub.citizen('Emma Peeters')
    ).citizen.bookAppointment({
      input: { ...chosen, start, customer: { email: 'emma@schilde.example', mobilePhone: '0470123456' } },
      idempotencyKey: randomUUID(),
    });
    const booked = data.bookAppointment;
    if (booked.__typename !== 'Appointment') throw new Error(booked.__typename);

    visitor = await visit(browser, booked.cancelUrl!);
    const { page, complaints } = visitor;
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Ja, annuleer mijn afspraak' }).click();
    await page.getByRole('heading', { name: 'Uw afspraak is geannuleerd' }).waitFor();
    expect(await axe(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.goto(`${hub.url}/appointments/cancel/x`);
    await page.getByRole('heading', { name: 'Deze link werkt niet meer' }).waitFor();
    expect(await axe(page)).toEqual([]);
  });

  test('given a link to an offer of the waiting list, then each of its pages is accessible', async () => {
    const emma = await hub.citizen('Emma Peeters');
    const [passport] = (
      await hub.ask('{ product(number: "51002") { appointmentServices { id locations { id } } } }')
    ).body.data.product.appointmentServices;
    const chosen = { service: passport.id, location: passport.locations[0].id };
    const slots = await hub.ask(
      'query ($service: ID!, $location: ID!) { appointmentSlots(service: $service, location: $location) { start end } }',
      { variables: chosen },
    );
    const [slot, other] = slots.body.data.appointmentSlots.slice(-2);
    const day = new Date(slot.start).toISOString().slice(0, 10);
    // Nothing is free on the one weekday that will do, so there is a place; the offers are as the schedule writes them.
    const { data } = await emma.citizen.joinWaitingList({
      input: {
        service: chosen.service,
        locations: [chosen.location],
        from: day,
        until: day,
        weekdays: [(new Date(slot.start).getDay() % 7) + 1],
        customer: { email: 'emma@schilde.example', mobilePhone: '0470123456' },
      },
      idempotencyKey: randomUUID(),
    });
    const place = data.joinWaitingList;
    if (place.__typename !== 'WaitingPlace') throw new Error(place.__typename);
    const row = await hub.database.client.waitingPlace.findUniqueOrThrow({ where: { id: place.id } });
    const expiresAt = new Date(Math.floor(Date.now() / 1000) * 1000 + 3_600_000);
    const { keys } = hub.sandbox.settings as { keys: { hash: string } };
    const links = createSignedLinks({
      keyedHash: createKeyedHash(Buffer.from(keys.hash, 'base64')),
      clock: systemClock,
      publicUrl: hub.url,
      path: '/appointments/offer',
      purpose: 'offer appointment',
    });
    const offer = async ({ start, end }: { start: string; end: string }) => {
      const id = randomUUID();
      await hub.database.client.waitingPlace.update({ where: { id: row.id }, data: { state: 'OFFERED' } });
      await hub.database.client.slotOffer.create({
        data: {
          id,
          placeId: row.id,
          platform: row.platform,
          locationId: (row.locations as { id: string }[])[0]!.id,
          locationName: 'Gemeentehuis',
          startsAt: new Date(start),
          endsAt: new Date(end),
          state: 'OPEN',
          offeredAt: new Date(),
          expiresAt,
        },
      });
      return links.urlOf(id, expiresAt);
    };

    visitor = await visit(browser, await offer(other));
    const { page, complaints } = visitor;
    await page.getByRole('heading', { name: 'Er is een plaats vrij' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Nee, geef dit aan iemand anders' }).click();
    await page.getByRole('heading', { name: 'Deze plaats gaat naar iemand anders' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.goto(await offer(slot));
    await page.getByRole('button', { name: 'Ja, boek deze afspraak' }).click();
    await page.getByRole('heading', { name: 'Uw afspraak is geboekt' }).waitFor();
    expect(await axe(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.goto(`${hub.url}/appointments/offer/x`);
    await page.getByRole('heading', { name: 'Deze link werkt niet meer' }).waitFor();
    expect(await axe(page)).toEqual([]);
  });

  test('given a civil servant without a second factor, then the login ends on a page that says why', async () => {
    visitor = await visit(browser, `${hub.url}/login/staff?returnTo=/admin`);
    const { page } = visitor;
    await page.getByRole('button', { name: /Aanmelden als Bart Goossens/ }).click();

    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/login/callback');
    expect(await page.locator('main').innerText()).toMatch(/tweede factor|eID|itsme/);
    expect(await axe(page)).toEqual([]);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type SettingsInput, settingsSchema } from '../../adapters/uitdatabank/settings.js';
import type { Event } from '../../src/capabilities/events/events.port.js';
import { callContext } from '../support/call-context.js';
import { type Databank, everything, openDatabank } from './support.js';

let databank: Databank;
beforeAll(async () => {
  databank = await openDatabank();
});
afterEach(() => {
  databank.simulator.fail();
  databank.simulator.forgetCalls();
});
afterAll(() => databank.close());

const search = (parts: object = {}) => databank.port.search({ ...everything, ...parts }, callContext());
const idOf = ({ '@id': uri }: { '@id': string }) => uri.slice(uri.lastIndexOf('/') + 1);

describe('a search', () => {
  test('shows what is published, in agendas now, in the area and for everyone', async () => {
    const { events, total } = (await search()).value;
    expect(events).toHaveLength(total);
    expect(total).toBeGreaterThan(90);
    const ends = events.map(({ availableTo }) => availableTo?.getTime() ?? Infinity);
    expect(ends).toEqual([...ends].sort((one, other) => one - other));
    for (const event of events) {
      expect(['APPROVED', 'READY_FOR_VALIDATION']).toContain(event.workflowStatus);
      expect(event.location?.address?.postalCode).toBe('2970');
      expect(event.audience.type).toBe('everyone');
      expect(event.availableFrom!.getTime()).toBeLessThanOrEqual(Date.now());
      expect(event.availableTo!.getTime()).toBeGreaterThan(Date.now() - 60_000);
    }
  });

  test('also shows what is over when asked for the past, and never what is to be published later', async () => {
    const from = new Date(Date.now() - 30 * 86_400_000);
    const [now, past] = [await search({ from }), await search({ from, past: true })];
    expect(past.value.total).toBeGreaterThan(now.value.total);
    expect(past.value.events.every(({ availableFrom }) => availableFrom!.getTime() <= Date.now())).toBe(true);
  });

  test.each([
    ['free', { free: true }, (event: Event) => event.prices?.[0]?.cents === 0],
    ['not free', { free: false }, (event: Event) => (event.prices?.[0]?.cents ?? 0) > 0],
    ['of a type', { types: ['0.54.0.0.0'] }, (event: Event) => event.terms[0]?.label === 'Yoga'],
    [
      'of one of two themes',
      { themes: ['1.8.2.0.0', '1.8.1.0.0'] },
      (event: Event) => /Jazz|Klassieke/.test(event.terms[1]?.label ?? ''),
    ],
    ['for a child of seven', { age: 7 }, (event: Event) => (event.audience.minimumAge ?? 0) <= 7],
    [
      'with a word',
      { text: 'Aperitiefconcert!' },
      (event: Event) => /^Aperitief/.test(event.names[0]?.text ?? ''),
    ],
  ])('can be narrowed to those %s', async (_, filter, fits) => {
    const all = (await search()).value;
    const { events } = (await search(filter)).value;
    expect(events.length).toBeGreaterThan(0);
    expect(events.length).toBe(all.events.filter(fits).length);
    expect(events.every(fits)).toBe(true);
  });

  test('is paged by start and limit, each event once', async () => {
    const all = (await search()).value.events.map(({ id }) => id);
    const pages: string[] = [];
    for (let start = 0; start < all.length; start += 40)
      pages.push(...(await search({ start, limit: 40 })).value.events.map(({ id }) => id));
    expect(pages).toEqual(all);
  });

  test.each([
    ['start', { start: 10_001 }],
    ['limit', { limit: 2_001 }],
  ])('beyond the limit of %s is refused with the platform’s code', async (_, range) => {
    await expect(search(range)).rejects.toMatchObject({
      code: 'REFUSED',
      status: 404,
      platformCode: 'url/not-found',
    });
  });

  test('of many organisers goes as one POST', async () => {
    const all = (await search()).value.events;
    const organizerIds = [...new Set(all.map(({ organizer }) => organizer!.id))];
    databank.simulator.forgetCalls();
    const asked = [...organizerIds, ...Array.from({ length: 90 }, (_, at) => `onbekend-${at}`)];
    const { value } = await search({ organizerIds: asked });
    expect(value.total).toBeGreaterThanOrEqual(all.length);
    expect(databank.simulator.calls).toMatchObject([
      { operation: 'events', headers: { 'content-type': 'text/plain' } },
    ]);
  });
});

describe('one event', () => {
  const event = (id: string) => databank.port.event(id, callContext());

  test('is found, also when it is over', async () => {
    const over = idOf(databank.simulator.events[0]!);
    expect((await event(over)).value).toMatchObject({ id: over });
  });

  test.each([['DRAFT'], ['REJECTED'], ['DELETED']])('is not there when it is %s', async (workflowStatus) => {
    const document = databank.simulator.events.find((one) => one['workflowStatus'] === workflowStatus);
    expect((await event(idOf(document!))).value).toBeNull();
  });

  test('is not there before it is published', async () => {
    const document = databank.simulator.events.find(
      (one) => Date.parse(String(one['availableFrom'])) > Date.now(),
    );
    expect((await event(idOf(document!))).value).toBeNull();
  });

  test('is not there when it is unknown', async () => {
    expect((await event('nergens')).value).toBeNull();
  });
});

describe('links of organisers', () => {
  test('are read with one token, and are null where there is none', async () => {
    const link = (at: number) =>
      databank.port.linkOf!(`00000002-0000-4000-8000-${String(at).padStart(12, '0')}`, callContext());
    expect(await link(0)).toEqual({ vCode: 'V0001001', status: 'confirmed' });
    expect(await link(9)).toEqual({ vCode: 'V0001039', status: 'pending' });
    expect(await link(11)).toBeNull();
    expect(databank.simulator.calls.filter(({ operation }) => operation === 'token')).toHaveLength(1);
  });

  test('are no links when a 404 is not the platform’s', async () => {
    databank.simulator.fail({ kind: 'status', status: 404, operation: 'verenigingsloket' });
    await expect(databank.port.linkOf!('x', callContext())).rejects.toMatchObject({ code: 'MALFORMED' });
  });
});

describe('check', () => {
  const outcome = async ({ adapter }: Databank) =>
    (await adapter.check(callContext())).map(({ level, passed }) => `${level} ${passed}`);

  test('passes with what the simulator hands out', async () => {
    expect(await outcome(databank)).toEqual(['connection true', 'credentials true', 'credentials true']);
  });

  test.each([
    [
      'a client id that is unknown',
      { clientId: 'fout' },
      ['connection true', 'credentials false', 'credentials true'],
    ],
    [
      'one without access',
      { clientId: 'sandbox-uitpas' },
      ['connection true', 'credentials false', 'credentials true'],
    ],
    ['no Entry API', { entry: undefined }, ['connection true', 'credentials true']],
    ['no platform', { url: 'http://127.0.0.1:9' }, ['connection false']],
  ])('tells of %s', async (_, settings, expected) => {
    const other = await openDatabank(settings as Partial<SettingsInput>);
    expect(await outcome(other)).toEqual(expected);
    await other.close();
  });

  test('tells of a wrong secret of the Entry API', async () => {
    const { entry } = databank.simulator.settings;
    const wrong = await openDatabank({ entry: { ...entry!, clientSecret: 'fout' } });
    expect(await outcome(wrong)).toEqual(['connection true', 'credentials true', 'credentials false']);
    await wrong.close();
  });
});

describe('settings', () => {
  test('want an area', () => {
    expect(settingsSchema.safeParse({ clientId: 'x' }).success).toBe(false);
    expect(settingsSchema.safeParse({ clientId: 'x', regions: ['gem-schilde'] }).success).toBe(true);
    expect(settingsSchema.safeParse({ clientId: 'x', postalCodes: ['29 OR 1'] }).success).toBe(false);
  });
});

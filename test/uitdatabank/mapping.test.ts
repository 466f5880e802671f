import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventDocument } from '../../adapters/uitdatabank/documents.js';
import { toEvent } from '../../adapters/uitdatabank/mapping.js';
import { plainText } from '../../adapters/uitdatabank/plain-text.js';
import { areaClause, eventParameters } from '../../adapters/uitdatabank/query.js';
import { parseQuery } from '../../adapters/uitdatabank/simulator/lucene.js';
import { everything } from './support.js';

const eventOf = (parts: object) =>
  toEvent(eventDocument.parse({ '@id': 'https://io.uitdatabank.be/events/e-1', ...parts }));

describe('an event', () => {
  test('maps whatever is missing to null or to nothing', () => {
    expect(eventOf({})).toMatchObject({
      id: 'e-1',
      names: [],
      attendanceMode: 'offline',
      location: null,
      organizer: null,
      prices: null,
      booking: null,
      status: null,
      subEvents: [],
      audience: { ageRange: null, minimumAge: null, maximumAge: null, allAges: null },
    });
  });

  test('survives any JSON under the keys that it reads', () => {
    const keys = Object.keys(eventDocument.shape).filter((key) => key !== '@id');
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), fc.jsonValue()), (parts) => {
        expect(eventOf(parts).id).toBe('e-1');
      }),
    );
  });

  test('has Dutch first, then its main language, then the others', () => {
    const name = { de: 'Deutsch', en: 'English', fr: 'Français', nl: 'Nederlands' };
    const languages = (texts: object, mainLanguage: string) =>
      eventOf({ name: texts, mainLanguage }).names.map(({ language }) => language);
    expect(languages(name, 'fr')).toEqual(['nl', 'fr', 'de', 'en']);
    expect(languages({ de: 'Deutsch', fr: 'Français' }, 'fr')).toEqual(['fr', 'de']);
  });

  test('costs whole cents, whatever fraction JSON makes of them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (cents) => {
        const priceInfo = [{ category: 'base', price: cents / 100, priceCurrency: 'EUR' }];
        expect(eventOf({ priceInfo }).prices?.[0]?.cents).toBe(cents);
      }),
    );
  });

  test.each([
    ['another currency', { price: 5, priceCurrency: 'USD' }],
    ['less than nothing', { price: -1, priceCurrency: 'EUR' }],
    ['no number', { price: 'gratis', priceCurrency: 'EUR' }],
  ])('has no amount in cents for %s, but keeps the price', (_, price) => {
    expect(eventOf({ priceInfo: [{ category: 'base', ...price }] }).prices).toMatchObject([
      { category: 'base', cents: null },
    ]);
  });

  test.each([
    ['6-12', 6, 12, false],
    ['18-', 18, null, false],
    ['-12', null, 12, false],
    ['-', null, null, true],
    ['0-', 0, null, true],
    ['kleuters', null, null, null],
  ])('for the ages %s', (typicalAgeRange, minimumAge, maximumAge, allAges) => {
    expect(eventOf({ typicalAgeRange }).audience).toMatchObject({
      ageRange: typicalAgeRange,
      minimumAge,
      maximumAge,
      allAges,
    });
  });

  test('keeps codes that nobody knows, and no moment that is none', () => {
    expect(
      eventOf({
        calendarType: 'lunar',
        status: { type: 'Moved' },
        subEvent: [
          { startDate: 'tomorrow', endDate: '2026-11-25T20:00:00+01:00', status: { type: 'Moved' } },
        ],
      }),
    ).toMatchObject({
      calendarType: 'lunar',
      status: { code: 'Moved' },
      subEvents: [{ startsAt: null, endsAt: new Date('2026-11-25T19:00:00Z'), status: { code: 'Moved' } }],
    });
  });

  test('has an address that an older document gives without languages', () => {
    const address = {
      addressCountry: 'BE',
      addressLocality: 'Schilde',
      postalCode: '2970',
      streetAddress: 'A 1',
    };
    const expected = { street: 'A 1', postalCode: '2970', municipality: 'Schilde', country: 'BE' };
    for (const given of [address, { nl: address }, { fr: address }])
      expect(
        eventOf({ location: { '@id': 'x/1', mainLanguage: 'nl', address: given } }).location?.address,
      ).toEqual(expected);
  });
});

describe('a description', () => {
  test.each([
    ['<p>Eén &amp; twee</p><p>Drie</p>', 'Eén & twee\nDrie'],
    ['<ul><li>a</li><li>b</li></ul>', '- a\n- b'],
    ['regel<br/>regel', 'regel\nregel'],
    ['<script>alert(1)</script>veilig', 'veilig'],
    ['<<b>b onclick=x>veilig', 'veilig'],
    ['<img src=x onerror=alert(1)', ''],
    ['<!-- weg -->blijft', 'blijft'],
    ['3 < 5 en 5 > 3', '3 < 5 en 5 > 3'],
    ['&lt;b&gt; &#233; &#xe9; &amp;lt; &onbekend; &#0;', '<b> é é &lt; &onbekend;'],
  ])('%s is %s', (html, text) => {
    expect(plainText(html)).toBe(text);
  });

  test('holds no tag, however it was nested', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '<b>',
      '</b>',
      '<script>',
      '</script>',
      '<!--',
      '-->',
      '<p',
      'x',
      ' ',
      '"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(plainText(pieces.join(''))).not.toMatch(/<[a-z/!?]/i);
      }),
    );
  });
});

describe('a question', () => {
  const area = { postalCodes: ['2970'], regions: [] };

  test('holds nothing of a search text but its words', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const asked = eventParameters({ ...everything, text }, area).get('text');
        if (asked !== null) {
          expect(asked).toMatch(/^[\p{L}\p{N}]+( AND [\p{L}\p{N}]+)*$/u);
          expect(() => parseQuery(asked)).not.toThrow();
        }
      }),
    );
  });

  test('is within the area, by postal code or by region', () => {
    expect(areaClause(area)).toBe('address.\\*.postalCode:("2970")');
    expect(areaClause({ postalCodes: ['2970', '2971'], regions: ['gem-schilde'] })).toBe(
      '(address.\\*.postalCode:("2970" OR "2971") OR regions:("gem-schilde"))',
    );
  });
});

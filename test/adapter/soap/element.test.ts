import { describe, expect, test } from '@jest/globals';
import { asList, SoapElement, text } from '../../../src/adapter/soap/element.js';

describe('reading what soap parsed', () => {
  test('one, several or no elements are all a list', () => {
    expect([asList('a'), asList(['a', 'b']), asList(undefined), asList(null)]).toEqual([
      ['a'],
      ['a', 'b'],
      [],
      [],
    ]);
  });

  test('text is the same with and without attributes', () => {
    expect([
      text('Jan'),
      text({ attributes: { d: '1' }, $value: 'Jan' }),
      text(null),
      text({ a: 'b' }),
    ]).toEqual(['Jan', 'Jan', null, null]);
  });

  test('what nobody asked for is handed over with its path', () => {
    const element = new SoapElement({
      attributes: { Bron: 'RR', DatumCreatie: '2000-01-01' },
      INSZ: '1',
      Naam: [{ Voornaam: 'A' }, { Voornaam: { attributes: { Kort: '1' }, $value: 'B' } }],
    });
    expect(element.attribute('Bron')).toBe('RR');
    expect(element.text('INSZ')).toBe('1');
    expect(element.text('Naam', 'Voornaam')).toBe('A');
    expect(element.unread()).toEqual([
      { path: '@DatumCreatie', value: '2000-01-01' },
      { path: 'Naam/Voornaam', value: 'B' },
      { path: 'Naam/Voornaam/@Kort', value: '1' },
    ]);
  });

  test('names of JavaScript itself are only found when the answer has them', () => {
    const element = new SoapElement({ a: '1' });
    expect([element.at('constructor'), element.text('toString'), element.attribute('__proto__')]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test('a path that ends nowhere is null, without a throw', () => {
    expect(new SoapElement('x').at('a', 'b', 'c')).toBeNull();
    expect(new SoapElement(null).text('a', 'b')).toBeNull();
  });
});

import { describe, expect, test } from '@jest/globals';
import { parseXml } from '../../src/adapter/xml/xml-element.js';

describe('an XML answer', () => {
  test('is read by local names, whatever its prefixes', () => {
    const root = parseXml(
      'basisregisters',
      Buffer.from(
        '\uFEFF<?xml version="1.0"?><a:Root xmlns:a="urn:a" n="1"><a:B> x &amp; y </a:B><C><a:B/></C></a:Root>',
      ),
    );
    expect([root.name, root.attribute('n'), root.attribute('m')]).toEqual(['Root', '1', null]);
    expect(root.child('B')?.text).toBe('x & y');
    expect(root.children().map(({ name }) => name)).toEqual(['B', 'C']);
    expect(root.descendants('B')).toHaveLength(2);
    expect(root.child('D')).toBeNull();
  });

  test.each([
    ['a DTD', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', 'DOCTYPE'],
    ['an entity in small letters', '<!doctype a><a/>', 'DOCTYPE'],
  ])('with %s is refused unread', (_name, text, platformCode) => {
    expect(() => parseXml('basisregisters', text)).toThrow(
      expect.objectContaining({ code: 'MALFORMED', platformCode }),
    );
  });

  test.each(['', 'no xml', '{"a":1}', '<a><b></a>', '<a>&b;</a>', '<a'])('%j is malformed', (text) => {
    expect(() => parseXml('basisregisters', text)).toThrow(expect.objectContaining({ code: 'MALFORMED' }));
  });

  test('a hundred thousand levels deep is refused, and takes nothing along', () => {
    const deep = (levels: number) => '<a>'.repeat(levels) + '</a>'.repeat(levels);
    expect(parseXml('basisregisters', deep(100)).name).toBe('a');
    expect(() => parseXml('basisregisters', deep(101))).toThrow(
      expect.objectContaining({ code: 'MALFORMED' }),
    );
    expect(() => parseXml('basisregisters', deep(100_000))).toThrow(
      expect.objectContaining({ code: 'MALFORMED' }),
    );
  });
});

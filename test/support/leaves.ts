import { DOMParser } from '@xmldom/xmldom';
import { NationalNumber } from '../../src/identifiers/national-number.js';

export interface Leaf {
  readonly path: string;
  readonly value: string;
}

/** Every text and attribute at or below the elements of that name: read with another parser than the one under test. */
export function leavesOf(xml: string, name: string): readonly Leaf[] {
  const document = new DOMParser().parseFromString(xml.replace(/^\uFEFF/, ''), 'text/xml');
  return Array.from(document.getElementsByTagName(name)).flatMap((element) => leavesBelow(element, name));
}

function leavesBelow(element: Element, path: string): Leaf[] {
  const attributes = Array.from(element.attributes)
    .filter(({ name }) => !/^xmlns|^xsi:/.test(name))
    .map(({ name, value }) => ({ path: `${path}/@${name}`, value }));
  const children = Array.from(element.childNodes).filter((node) => node.nodeType === 1) as Element[];
  const text = element.textContent?.trim() ?? '';
  const own = children.length === 0 && text !== '' ? [{ path, value: text }] : [];
  return [
    ...attributes,
    ...own,
    ...children.flatMap((child) => leavesBelow(child, `${path}/${child.localName}`)),
  ];
}

/** Every value in a mapped object, as text; national numbers revealed, moments as ISO text, flags as 0 and 1. */
export function valuesIn(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (value instanceof NationalNumber) return [value.reveal()];
  if (value instanceof Date) return [value.toISOString()];
  if (typeof value === 'boolean') return [value ? '1' : '0'];
  if (typeof value === 'object') return Object.values(value).flatMap(valuesIn);
  return [String(value)];
}

/** How often each value occurs. */
export function countOf(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

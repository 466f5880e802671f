import { DOMParser } from '@xmldom/xmldom';
import { PlatformError } from '../platform-error.js';

/** An element of a document, without namespaces: names are local names. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The text directly in it, trimmed. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const deepest = 32;

/**
 * Reads a small XML document: no DTD, no entities of its own, no more than `maxBytes`, nothing broken.
 * Throws PlatformError: TOO_LARGE or MALFORMED.
 */
export function readXml(platform: string, body: Buffer, maxBytes = 65_536): XmlElement {
  if (body.length > maxBytes) throw new PlatformError(platform, 'TOO_LARGE');
  const xml = body.toString('utf8').replace(/^\uFEFF/, '');
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml))
    throw new PlatformError(platform, 'MALFORMED', { platformCode: 'DOCTYPE' });
  const refuse = () => {
    throw new PlatformError(platform, 'MALFORMED');
  };
  const { documentElement } = new DOMParser({
    errorHandler: { warning: refuse, error: refuse, fatalError: refuse },
  }).parseFromString(xml, 'text/xml');
  if (!documentElement) return refuse();
  return elementOf(documentElement, platform, 0);
}

/** Every element of that name, in the order of the document; the element itself included. */
export function elementsNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return [
    ...(element.name === name ? [element] : []),
    ...element.children.flatMap((child) => elementsNamed(child, name)),
  ];
}

function elementOf(node: Element, platform: string, depth: number): XmlElement {
  if (depth > deepest) throw new PlatformError(platform, 'MALFORMED', { platformCode: 'TOO_DEEP' });
  const children: XmlElement[] = [];
  let text = '';
  for (const child of Array.from(node.childNodes)) {
    if (child.nodeType === child.ELEMENT_NODE)
      children.push(elementOf(child as Element, platform, depth + 1));
    else if (child.nodeType === child.TEXT_NODE || child.nodeType === child.CDATA_SECTION_NODE)
      text += child.nodeValue ?? '';
  }
  return {
    name: node.localName ?? node.nodeName,
    attributes: Object.fromEntries(Array.from(node.attributes).map(({ name, value }) => [name, value])),
    text: text.trim(),
    children,
  };
}

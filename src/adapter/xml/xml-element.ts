import { DOMParser } from '@xmldom/xmldom';
import { PlatformError } from '../platform-error.js';

/** An element of an answer in XML. Names are local: the prefixes of a platform are its own business. */
export interface XmlElement {
  readonly name: string;
  /** Its text and that of everything below, trimmed. */
  readonly text: string;
  attribute(name: string): string | null;
  /** Its children by that name; all of them when it is left out. */
  children(name?: string): readonly XmlElement[];
  /** The first child by that name; null when there is none. */
  child(name: string): XmlElement | null;
  /** Everything below by that name, in the order of the document. */
  descendants(name: string): readonly XmlElement[];
}

/** No contract of ours goes deeper; a document that does is made to exhaust somebody. */
const deepest = 100;

/**
 * The root of an XML answer. A DTD is refused unread, so that no entity is ever expanded or fetched; the wire bounds the
 * size. Throws PlatformError MALFORMED for what is no well-formed document.
 */
export function parseXml(platform: string, body: Buffer | string): XmlElement {
  const text = (typeof body === 'string' ? body : body.toString('utf8')).replace(/^\uFEFF/, '');
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text))
    throw new PlatformError(platform, 'MALFORMED', { platformCode: 'DOCTYPE' });
  const malformed = () => new PlatformError(platform, 'MALFORMED');
  if (!text.trimStart().startsWith('<')) throw malformed();
  const refuse = () => {
    throw malformed();
  };
  let root: Element | null;
  try {
    root = new DOMParser({
      errorHandler: { warning: refuse, error: refuse, fatalError: refuse },
    }).parseFromString(text, 'text/xml').documentElement;
  } catch {
    throw malformed();
  }
  if (!root) throw malformed();
  if (depthOf(root) > deepest) throw new PlatformError(platform, 'MALFORMED', { platformCode: 'TOO_DEEP' });
  return wrap(root);
}

/** Without recursion: a document a million levels deep must not take the stack along. */
function depthOf(root: Element): number {
  let most = 0;
  let depth = 1;
  let node: Node = root;
  for (;;) {
    most = Math.max(most, depth);
    if (most > deepest) return most;
    if (node.firstChild) {
      node = node.firstChild;
      depth += 1;
      continue;
    }
    while (!node.nextSibling) {
      const parent: Node | null = node.parentNode;
      if (node === root || !parent) return most;
      node = parent;
      depth -= 1;
    }
    if (node === root) return most;
    node = node.nextSibling;
  }
}

function wrap(element: Element): XmlElement {
  const nameOf = (node: Element) => node.localName ?? node.nodeName;
  const children = (name?: string) =>
    (Array.from(element.childNodes).filter(({ nodeType }) => nodeType === 1) as Element[])
      .filter((child) => name === undefined || nameOf(child) === name)
      .map(wrap);
  return {
    name: nameOf(element),
    get text() {
      return element.textContent?.trim() ?? '';
    },
    attribute: (name) => (element.hasAttribute(name) ? element.getAttribute(name) : null),
    children,
    child: (name) => children(name)[0] ?? null,
    descendants: (name) => Array.from(element.getElementsByTagNameNS('*', name)).map(wrap),
  };
}

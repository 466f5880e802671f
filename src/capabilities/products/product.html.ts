import sanitizeHtml from 'sanitize-html';
import type { Product, ProductEvidence, ProductWebsite, Wordings } from './products.port.js';

// What an editor of the catalogue needs, and nothing that runs, loads, styles or names an element of the page around it.
const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['p', 'div', 'br', 'ul', 'ol', 'li', 'strong', 'b', 'em', 'i', 'u', 'sub', 'sup', 'blockquote', 'a'],
    ...['h2', 'h3', 'h4', 'h5', 'h6', 'table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
  ],
  allowedAttributes: { a: ['href', 'rel'], th: ['colspan', 'rowspan', 'scope'], td: ['colspan', 'rowspan'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowProtocolRelative: false,
  transformTags: {
    h1: 'h2',
    a: (tagName, { href }): sanitizeHtml.Tag => ({
      tagName,
      // A relative address would lead into the website that shows it, not to where the editor meant.
      attribs: href && isAbsolute(href) ? { href: href.trim(), rel: 'noopener noreferrer' } : {},
    }),
  },
};

const nothing: sanitizeHtml.IOptions = { allowedTags: [], allowedAttributes: {} };
const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };

function isAbsolute(address: string): boolean {
  return /^\s*(https?:\/\/|mailto:|tel:)/i.test(address);
}

/** HTML of the platform as any website may show it: an allow list of elements and attributes, everything else is gone. */
export function safeHtml(html: string): string {
  return sanitizeHtml(html, allowed);
}

/** The text of safe HTML: a line for each paragraph, item and row. */
export function plainText(html: string): string {
  const lines = html
    .replace(/\s+/g, ' ')
    .replace(/<br \/>|<\/(?:p|div|li|h[2-6]|tr|blockquote|caption|table|ul|ol)>/g, '$&\n')
    .replace(/<\/t[dh]>/g, '$& ');
  return sanitizeHtml(lines, nothing)
    .replace(/&(?:lt|gt|quot|amp);/g, (entity) => entities[entity] ?? entity)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ *\n[ \n]*/g, '\n')
    .trim();
}

/** An address that a website may link to; null when it is none. */
export function safeUrl(address: string | null): string | null {
  const trimmed = address?.trim() ?? '';
  return /^https?:\/\//i.test(trimmed) && URL.canParse(trimmed) ? trimmed : null;
}

/** The product with every rich text and every address made safe: what the hub keeps and shows. */
export function safeProduct(product: Product): Product {
  return {
    ...product,
    description: safe(product.description),
    furtherDescription: safe(product.furtherDescription),
    exceptions: safe(product.exceptions),
    legislationText: safe(product.legislationText),
    contactDescription: safe(product.contactDescription),
    conditions: product.conditions.map((condition) => ({
      ...safePart(condition),
      evidence: condition.evidence && safePart(condition.evidence),
    })),
    procedures: product.procedures.map((procedure) => ({
      ...safePart(procedure),
      websites: procedure.websites.map(safeWebsite),
    })),
    costs: product.costs.map(safePart),
    financialBenefits: product.financialBenefits.map(safePart),
    legislation: product.legislation.map(safeWebsite),
    websites: product.websites.map(safeWebsite),
    contacts: product.contacts.map((contact) => ({ ...contact, url: safeUrl(contact.url) })),
    publicLink: product.publicLink && safeWebsite(product.publicLink),
  };
}

function safe(wordings: Wordings): Wordings {
  return wordings.map((wording) => ({ ...wording, text: safeHtml(wording.text) }));
}

function safePart<P extends ProductEvidence>(part: P): P {
  return { ...part, description: safe(part.description) };
}

function safeWebsite(website: ProductWebsite): ProductWebsite {
  return { ...safePart(website), url: safeUrl(website.url) };
}

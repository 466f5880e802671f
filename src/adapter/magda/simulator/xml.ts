const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => escapes[character] ?? character);
}

/** `<name attributes>content</name>`; empty when the content is null, so that optional elements fall away. */
export function tag(
  name: string,
  content: string | readonly string[] | null,
  attributes: Readonly<Record<string, string | undefined>> = {},
): string {
  if (content === null) return '';
  const written = Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? '' : ` ${key}="${escapeXml(value)}"`))
    .join('');
  return `<${name}${written}>${typeof content === 'string' ? content : content.join('')}</${name}>`;
}

/** An element with text; empty when there is no text. */
export function leaf(
  name: string,
  text: string | null | undefined,
  attributes?: Readonly<Record<string, string | undefined>>,
): string {
  return text === null || text === undefined ? '' : tag(name, escapeXml(text), attributes);
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { DOMParser, XMLSerializer } from '@xmldom/xmldom';
import { validateXML } from 'xmllint-wasm';

/** A schema with everything it includes, for {@link schemaProblems}. */
export interface SchemaSet {
  readonly entry: { readonly fileName: string; readonly contents: string };
  readonly rest: readonly { readonly fileName: string; readonly contents: string }[];
}

/** Reads a schema below `root` and whatever its schemaLocations lead to; `contents` stands in for a file that is not there. */
export function schemaSet(root: string, entry: string, contents?: string): SchemaSet {
  const files = new Map<string, string>();
  const read = (fileName: string, given?: string) => {
    if (files.has(fileName)) return;
    const text = given ?? readFileSync(join(root, fileName), 'utf8').replace(/^\uFEFF/, '');
    files.set(fileName, text);
    for (const [, location = ''] of text.matchAll(/schemaLocation\s*=\s*"([^"]+)"/g)) {
      const target = normalize(join(dirname(fileName), location)).replaceAll('\\', '/');
      if (existsSync(join(root, target))) read(target);
    }
  };
  read(relative('.', entry).replaceAll('\\', '/'), contents);
  const [first, ...rest] = [...files].map(([fileName, text]) => ({ fileName, contents: text }));
  if (!first) throw new Error(`No schema ${entry}`);
  return { entry: first, rest };
}

/** What a schema has against these documents; empty when they are valid. */
export async function schemaProblems(
  schema: SchemaSet,
  documents: readonly string[],
): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: documents.map((contents, index) => ({ fileName: `document-${index}.xml`, contents })),
    schema: schema.entry,
    preload: [...schema.rest],
    maxMemoryPages: 16_384,
  });
  return errors.map(({ message }) => message);
}

/** The element inside the Body of an envelope, with the namespaces it uses. */
export function bodyContent(envelope: string): string {
  const document = new DOMParser().parseFromString(envelope, 'text/xml');
  const body = document.getElementsByTagNameNS('http://schemas.xmlsoap.org/soap/envelope/', 'Body')[0];
  const content = Array.from(body?.childNodes ?? []).find((node) => node.nodeType === 1);
  if (!content) throw new Error('The Body is empty.');
  return new XMLSerializer().serializeToString(content);
}

import { inflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { PDFString } from '@cantoo/pdf-lib';
import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFRawStream,
  PDFRef,
} from '@cantoo/pdf-lib';
import { createLetterMaking, type MadeLetter } from '../../src/capabilities/letters/letter.making.js';
import { valuesFor } from '../../src/capabilities/letters/letter-template.faults.js';
import { readTemplate } from '../../src/capabilities/letters/letter-template.text.js';
import type {
  LetterTemplateRecord,
  LetterTemplates,
} from '../../src/capabilities/letters/letter-templates.js';

const organisation = '0297500186';
const madeAt = new Date('2026-11-27T23:30:00.500Z');

const body = `Beste {{naam}}

Uw **dossier {{dossier}}** is klaar.
Het kost € 25.

# Beslissing

- eerst {{dossier}}
- dan de ruïne van café Čapek

1. één
2. twee

## Meer

<b>Geen HTML</b> & geen {gewone} accolades, en een ** alleen`;

function recordOf(over: Partial<LetterTemplateRecord> = {}): LetterTemplateRecord {
  return {
    id: '1',
    organisation,
    name: 'beslissing',
    version: 1,
    language: 'nl',
    subject: 'Beslissing over {{dossier}}',
    address: '{{naam}}\nDorpsstraat 1\n2970 Schilde',
    body,
    savedBy: 'x',
    savedAt: madeAt,
    ...over,
  };
}

const making = createLetterMaking({
  templates: {} as LetterTemplates,
  organisation: { name: 'Gemeente Schilde', kbo: organisation },
  senders: { [organisation]: { name: 'Gemeente Schilde', lines: ['Brasschaatsebaan 30'], place: 'Schilde' } },
});

function make(
  values: Record<string, string>,
  over: Partial<LetterTemplateRecord> = {},
  signers = 0,
): Promise<MadeLetter> {
  const record = recordOf(over);
  return making.render({ record, text: readTemplate(record) }, new Map(Object.entries(values)), {
    madeAt,
    signers,
  });
}

/** A PDF as a reader of screens goes through it: its tags in order, each with its text. */
async function readTagged(content: Buffer) {
  const document = await PDFDocument.load(content, { updateMetadata: false });
  const { context, catalog } = document;
  const at = (dict: PDFDict, name: string) => dict.lookup(PDFName.of(name));
  const pages = document.getPages().map(({ node }) => {
    const fonts = at(node.Resources()!, 'Font') as PDFDict;
    const tables = new Map(
      fonts.keys().map((key) => [key.toString(), unicodeOf(fonts.lookup(key) as PDFDict)] as const),
    );
    const stream = node.Contents()!;
    const parts = stream instanceof PDFArray ? stream.asArray().map((one) => context.lookup(one)) : [stream];
    return markedText(parts.map((one) => decoded(one as PDFRawStream)).join('\n'), tables);
  });
  const refs = document.getPages().map(({ ref }) => ref.toString());

  function walk(element: PDFDict): unknown {
    const kids = at(element, 'K');
    const list: PDFObject[] = kids instanceof PDFArray ? kids.asArray() : kids ? [kids] : [];
    const own = element.get(PDFName.of('Pg'))?.toString();
    let text = '';
    const under: unknown[] = [];
    for (const kid of list) {
      const value = kid instanceof PDFRef ? context.lookup(kid) : kid;
      if (value instanceof PDFNumber) text += pages[refs.indexOf(own!)]!.get(value.asNumber()) ?? '';
      else if (value instanceof PDFDict && at(value, 'MCID')) {
        const page = pages[refs.indexOf(value.get(PDFName.of('Pg'))!.toString())]!;
        text += page.get((at(value, 'MCID') as PDFNumber).asNumber()) ?? '';
      } else if (value instanceof PDFDict) under.push(walk(value));
    }
    const tag = (at(element, 'S') as PDFName).decodeText();
    return under.length > 0 ? [tag, ...under] : [tag, text];
  }

  const root = at(catalog, 'StructTreeRoot') as PDFDict;
  const [top] = (at(root, 'K') as PDFArray).asArray();
  const fonts = context
    .enumerateIndirectObjects()
    .flatMap(([, one]) =>
      one instanceof PDFDict && at(one, 'Type') === PDFName.of('FontDescriptor') ? [one] : [],
    );
  return {
    tags: walk(context.lookup(top) as PDFDict),
    marked: (at(at(catalog, 'MarkInfo') as PDFDict, 'Marked') as PDFObject).toString(),
    language: (at(catalog, 'Lang') as PDFString).decodeText(),
    showsTitle: at(at(catalog, 'ViewerPreferences') as PDFDict, 'DisplayDocTitle')?.toString(),
    xmp: Buffer.from((at(catalog, 'Metadata') as PDFRawStream).getContents()).toString('utf8'),
    intent: ((at(catalog, 'OutputIntents') as PDFArray).lookup(0) as PDFDict).has(
      PDFName.of('DestOutputProfile'),
    ),
    fonts: fonts.length,
    embedded: fonts.filter((one) => at(one, 'FontFile2') instanceof PDFRawStream).length,
    artifacts: pages.map((page) => page.get('artifact') ?? ''),
  };
}

const decoded = (stream: PDFRawStream): string => {
  const raw = Buffer.from(stream.getContents());
  return (stream.dict.has(PDFName.of('Filter')) ? inflateSync(raw) : raw).toString('latin1');
};

/** What the codes of a font stand for. */
function unicodeOf(font: PDFDict): Map<number, string> {
  const table = decoded(font.lookup(PDFName.of('ToUnicode')) as PDFRawStream);
  const map = new Map<number, string>();
  for (const [, from, , values] of table.matchAll(/<([0-9a-f]+)> <([0-9a-f]+)> \[([^\]]*)\]/gi))
    [...values!.matchAll(/<([0-9a-f ]*)>/gi)].forEach(([, hex], index) => {
      map.set(parseInt(from!, 16) + index, PDFHexString.of(`FEFF${hex!.replaceAll(' ', '')}`).decodeText());
    });
  return map;
}

/** The text of a page by the number of its mark. */
function markedText(content: string, fonts: ReadonlyMap<string, ReadonlyMap<number, string>>) {
  const found = new Map<number | 'artifact', string>();
  const open: (number | 'artifact')[] = [];
  let font = '';
  for (const [token, mcid, name, shown] of content.matchAll(
    /\/\w+ <<[^>]*?\/MCID (\d+)[^>]*>> BDC|\/Artifact (?:<<[^>]*>> )?B[DM]C|EMC|(\/\w+) [\d.]+ Tf|\[([^\]]*)\] TJ/g,
  )) {
    if (mcid !== undefined) open.push(Number(mcid));
    else if (token.startsWith('/Artifact')) open.push('artifact');
    else if (token === 'EMC') open.pop();
    else if (name) font = name;
    else if (shown !== undefined) {
      const mark = open.at(-1);
      if (mark === undefined) throw new Error('text that nothing marks');
      const codes = [...shown.matchAll(/<([0-9a-f]+)>/gi)].flatMap(([, hex]) => hex!.match(/.{4}/g) ?? []);
      const text = codes.map((code) => fonts.get(font)!.get(parseInt(code, 16)) ?? '\ufffd').join('');
      found.set(mark, (found.get(mark) ?? '') + text);
    }
  }
  return found;
}

describe('a letter from a template', () => {
  test('is a tagged PDF/A-2a in its language, with its fonts and every character in it', async () => {
    const { content, pages, subject } = await make({ naam: 'Zoë Müller-Ďurić', dossier: 'K/2026 & <zoon>' });
    const read = await readTagged(content);

    expect(pages).toBe(1);
    expect(subject).toBe('Beslissing over K/2026 & <zoon>');
    expect(read).toMatchObject({ marked: 'true', language: 'nl-BE', showsTitle: 'true', intent: true });
    expect(read.fonts).toBe(2);
    expect(read.embedded).toBe(2);
    expect(read.xmp).toMatch(/<pdfaid:part>2<\/pdfaid:part>\s*<pdfaid:conformance>A</);
    expect(read.xmp).toContain('Beslissing over K/2026 &amp; &lt;zoon&gt;');
    expect(read.tags).toEqual([
      'Document',
      ['P', 'Gemeente SchildeBrasschaatsebaan 30'],
      ['P', 'Zoë Müller-ĎurićDorpsstraat 12970 Schilde'],
      ['P', 'Schilde, 28 november 2026'],
      ['H1', 'Beslissing over K/2026 & <zoon>'],
      ['P', 'Beste Zoë Müller-Ďurić'],
      ['P', 'Uw dossier K/2026 & <zoon> is klaar.Het kost € 25.'],
      ['H2', 'Beslissing'],
      [
        'L',
        ['LI', ['Lbl', '•'], ['LBody', 'eerst K/2026 & <zoon>']],
        ['LI', ['Lbl', '•'], ['LBody', 'dan de ruïne van café Čapek']],
      ],
      ['L', ['LI', ['Lbl', '1.'], ['LBody', 'één']], ['LI', ['Lbl', '2.'], ['LBody', 'twee']]],
      ['H3', 'Meer'],
      ['P', '<b>Geen HTML</b> & geen {gewone} accolades, en een ** alleen'],
    ]);
  });

  test('takes marks and fields in a value as text', async () => {
    const value = '# kop **vet** {{naam}} - 1. --- <script>';
    const { content } = await make(
      { naam: value },
      { subject: 'Brief', address: null, body: '{{naam}}\n\n- {{naam}}' },
    );

    const read = await readTagged(content);
    expect((read.tags as unknown[]).slice(-2)).toEqual([
      ['P', value],
      ['L', ['LI', ['Lbl', '•'], ['LBody', value]]],
    ]);
  });

  test('is the same file for the same letter, and another one for another', async () => {
    const values = { naam: 'Emma', dossier: 'K1' };
    const [one, again, other] = await Promise.all([
      make(values),
      make(values),
      make({ ...values, naam: 'Lucas' }),
    ]);
    const idOf = ({ content }: MadeLetter) => /\/ID \[<(\w+)>/.exec(content.toString('latin1'))![1];

    expect(again.digest).toBe(one.digest);
    expect(other.digest).not.toBe(one.digest);
    expect(idOf(other)).not.toBe(idOf(one));
  });

  test('goes on over pages, numbered outside of what it says, a tag going on with it', async () => {
    const long = Array.from({ length: 400 }, (_, index) => `woord${index}`).join(' ');
    const { content, pages } = await make(
      { dossier: 'K1', naam: 'Emma' },
      { body: `${long}\n\n${long}\n\n---\n\n# Bijlage` },
    );

    const read = await readTagged(content);
    expect(pages).toBe(4);
    expect(read.artifacts).toEqual(['Pagina 1 van 4', 'Pagina 2 van 4', 'Pagina 3 van 4', 'Pagina 4 van 4']);
    const said = (read.tags as [string, string][])
      .slice(-3)
      .map(([tag, text]) => [tag, text.replace(/\s+/g, '')]);
    const words = long.replaceAll(' ', '');
    expect(said).toEqual([
      ['P', words],
      ['P', words],
      ['H2', 'Bijlage'],
    ]);
  });

  test('leaves room at the foot for whoever signs it', async () => {
    const lines = (count: number) => ({
      body: Array.from({ length: count }, (_, index) => `Regel ${index}.`).join('\n'),
    });
    const values = { dossier: 'K1', naam: 'Emma' };

    expect((await make(values, lines(30))).pages).toBe(1);
    expect((await make(values, lines(30), 1)).pages).toBe(2);
    expect((await make(values, lines(20), 1)).pages).toBe(1);
    expect((await make(values, lines(20), 20)).pages).toBe(2);
  });

  test.each([
    ['fr', 'Schilde, 28 novembre 2026'],
    ['de', 'Schilde, 28. November 2026'],
  ] as const)('has its date in its language: %s', async (language, date) => {
    const { content } = await make({ dossier: 'K1', naam: 'Emma' }, { language });

    const read = await readTagged(content);
    expect(read.language).toBe(`${language}-BE`);
    expect((read.tags as unknown[])[3]).toEqual(['P', date]);
  });
});

describe('the fields of a template', () => {
  const template = readTemplate(recordOf());
  const fine = [
    { name: 'naam', value: 'Emma' },
    { name: 'dossier', value: 'K1' },
  ];
  const [naam, dossier] = fine as [(typeof fine)[0], (typeof fine)[0]];

  test.each([
    ['FIELD_MISSING', 'f.dossier', [naam]],
    ['FIELD_MISSING', 'f.naam', [{ ...naam, value: '  ' }, dossier]],
    ['FIELD_UNKNOWN', 'f', [...fine, { name: 'geheim', value: 'x' }]],
    ['FIELD_TWICE', 'f.naam', [...fine, naam]],
    ['TOO_LONG', 'f.naam', [{ ...naam, value: 'x'.repeat(1_001) }, dossier]],
    ['NOT_PRINTABLE', 'f.naam', [{ ...naam, value: 'twee\nregels' }, dossier]],
    ['NOT_PRINTABLE', 'f.naam', [{ ...naam, value: 'om\u202egekeerd' }, dossier]],
    ['NOT_PRINTABLE', 'f.naam', [{ ...naam, value: 'een 漢 teken' }, dossier]],
  ])('%s at %s', (code, field, given) => {
    expect(valuesFor(template, given, 'f')).toEqual({ code, field, message: expect.any(String) });
  });

  test('are taken when each is given once', () => {
    expect(valuesFor(template, fine, 'f')).toEqual(
      new Map([
        ['naam', 'Emma'],
        ['dossier', 'K1'],
      ]),
    );
  });
});

import { createHash } from 'node:crypto';
import type { LetterFault } from './letter.faults.js';
import { a4, type LetterSender, renderLetter } from './letter.pdf.js';
import { type FieldValue, templateFault, valuesFor } from './letter-template.faults.js';
import { fillTemplate, type LetterText, plainTextOf, readTemplate } from './letter-template.text.js';
import type { LetterTemplateRecord, LetterTemplates } from './letter-templates.js';

/** A template and what stands in its fields, as somebody asks for it. */
export interface AskedTemplate {
  readonly name: string;
  /** Null: the one in use. */
  readonly version: number | null;
  readonly fields: readonly FieldValue[];
}

/** A template that was read, to be filled as often as there are letters. */
export interface ReadTemplate {
  readonly record: LetterTemplateRecord;
  readonly text: LetterText;
}

/** A letter made from a template: a PDF, and what it is about. */
export interface MadeLetter {
  readonly content: Buffer;
  /** SHA-256, in hexadecimal. */
  readonly digest: string;
  readonly pages: number;
  readonly pageWidth: number;
  readonly pageHeight: number;
  readonly subject: string;
  readonly language: LetterTemplateRecord['language'];
}

export interface LetterMakingOptions {
  readonly templates: LetterTemplates;
  /** The municipality itself. */
  readonly organisation: { readonly name: string; readonly kbo: string };
  /** What stands at the head of letters, by the KBO number of who sends them. */
  readonly senders: Readonly<
    Record<string, { readonly name: string; readonly lines: string[]; readonly place?: string }>
  >;
}

export type LetterMaking = ReturnType<typeof createLetterMaking>;

/** Makes letters from templates: find the template once, then for each letter look at its values and render it. */
export function createLetterMaking({ templates, organisation: own, senders }: LetterMakingOptions) {
  function senderOf(organisation: string): LetterSender {
    const { name, lines, place } = senders[organisation] ?? {
      name: organisation === own.kbo ? own.name : null,
      lines: [],
      place: undefined,
    };
    return { name, lines, place: place ?? null };
  }

  async function find(
    organisation: string,
    name: string,
    version: number | null,
  ): Promise<ReadTemplate | null> {
    const record = await templates.find(organisation, name, version);
    return record && { record, text: readTemplate(record) };
  }

  /** The same template, values and moment give the same file. */
  async function render(
    { record, text }: ReadTemplate,
    values: ReadonlyMap<string, string>,
    { madeAt, signers }: { readonly madeAt: Date; readonly signers: number },
  ): Promise<MadeLetter> {
    const { organisation, language } = record;
    const filled = fillTemplate(text, values);
    const frame = { sender: senderOf(organisation), language, madeAt, signers };
    const { content, pages } = await renderLetter(filled, frame);
    return {
      content,
      digest: createHash('sha256').update(content).digest('hex'),
      pages,
      pageWidth: a4.width,
      pageHeight: a4.height,
      subject: plainTextOf(filled.subject),
      language,
    };
  }

  return {
    find,
    render,

    /** All of it for one letter; `path` is where the template stands in what was asked. */
    async make(
      organisation: string,
      asked: AskedTemplate,
      at: { readonly madeAt: Date; readonly signers: number },
      path: string,
    ): Promise<MadeLetter | LetterFault> {
      const found = await find(organisation, asked.name, asked.version);
      if (!found) return templateFault(`${path}.name`, 'UNKNOWN_TEMPLATE');
      const values = valuesFor(found.text, asked.fields, `${path}.fields`);
      return 'code' in values ? values : render(found, values, at);
    },
  };
}

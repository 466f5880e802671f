import { actorIdOf, type CallContext, organisationIn } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { IdempotencyKeys, IdempotentRequest } from '../../jobs/idempotency.js';
import type { FileStore, StoredFile } from '../files/file.store.js';
import type { LetterFault } from './letter.faults.js';
import type { AskedTemplate, LetterMaking, MadeLetter } from './letter.making.js';
import { templateFaultIn } from './letter-template.faults.js';
import type { TemplateSource } from './letter-template.text.js';
import type { LetterTemplateRecord, LetterTemplates } from './letter-templates.js';

/** A template as somebody asks to save it. */
export type AskedLetterTemplate = TemplateSource & Pick<LetterTemplateRecord, 'name' | 'language'>;

export type LetterTemplateSaving =
  | { readonly kind: 'SAVED'; readonly template: LetterTemplateRecord }
  | { readonly kind: 'FAULTY'; readonly fault: LetterFault }
  | { readonly kind: 'CONFLICT' };

export type LetterTemplatePreviewing =
  | { readonly kind: 'MADE'; readonly file: StoredFile }
  | { readonly kind: 'FAULTY'; readonly fault: LetterFault }
  | { readonly kind: 'CONFLICT' };

export interface LetterTemplatesServiceOptions {
  readonly templates: LetterTemplates;
  readonly making: LetterMaking;
  readonly files: Pick<FileStore, 'add' | 'find'>;
  readonly keys: IdempotencyKeys;
  readonly clock: Clock;
  /** How long a preview is kept, in milliseconds. */
  readonly keepPreviewMs: number;
}

/** The templates of letters of the asker's organisation. */
export class LetterTemplatesService {
  constructor(private readonly options: LetterTemplatesServiceOptions) {}

  list(context: CallContext): Promise<LetterTemplateRecord[]> {
    return this.options.templates.list(organisationIn(context));
  }

  /** This version, or the one in use for null; null when there is none. */
  find(name: string, version: number | null, context: CallContext): Promise<LetterTemplateRecord | null> {
    return this.options.templates.find(organisationIn(context), name, version);
  }

  async save(
    template: AskedLetterTemplate,
    key: IdempotentRequest,
    context: CallContext,
  ): Promise<LetterTemplateSaving> {
    const { templates, keys, clock } = this.options;
    const fault = templateFaultIn(template.name, template);
    if (fault) return { kind: 'FAULTY', fault };
    const saved = await keys.run(key, async (tx) => {
      const { id } = await templates.save(tx, {
        ...template,
        organisation: organisationIn(context),
        savedBy: actorIdOf(context.actor),
        savedAt: new Date(clock.now()),
      });
      return id;
    });
    const record = saved === null ? null : await templates.byId(saved);
    return record ? { kind: 'SAVED', template: record } : { kind: 'CONFLICT' };
  }

  /** Makes a letter to look at; its file is kept for a while, as an upload is. */
  async preview(
    asked: AskedTemplate,
    key: IdempotentRequest,
    context: CallContext,
  ): Promise<LetterTemplatePreviewing> {
    const { making, files, keys, clock } = this.options;
    const used = await keys.look(key);
    if (used?.kind === 'CONFLICT') return used;
    const before = used && (await files.find(used.commandId));
    if (before) return { kind: 'MADE', file: before };
    const at = { madeAt: new Date(clock.now()), signers: 0 };
    const made = await making.make(organisationIn(context), asked, at, 'template');
    if ('code' in made) return { kind: 'FAULTY', fault: made };
    const id = await keys.run(key, async (tx) => (await files.add(this.#fileOf(made, context), tx)).id);
    if (id === null) return { kind: 'CONFLICT' };
    // The one that this key made before has expired.
    const file = (await files.find(id)) ?? (await files.add(this.#fileOf(made, context)));
    return { kind: 'MADE', file };
  }

  #fileOf({ content, pages, pageWidth, pageHeight }: MadeLetter, context: CallContext) {
    return {
      organisation: organisationIn(context),
      content,
      pages,
      pageWidth,
      pageHeight,
      mediaType: 'application/pdf',
      uploadedBy: actorIdOf(context.actor),
      expiresAt: new Date(this.options.clock.now() + this.options.keepPreviewMs),
    };
  }
}

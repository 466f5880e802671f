import { Arg, Ctx, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { IdempotencyKey, keyedRequest } from '../../vocabulary/idempotency-key.js';
import { Operation } from '../../vocabulary/marks.js';
import { idempotencyConflict } from '../../vocabulary/problem.js';
import type { LetterFault } from './letter.faults.js';
import type { AskedTemplate } from './letter.making.js';
import { fieldsOf, readTemplate } from './letter-template.text.js';
import type { LetterTemplateRecord } from './letter-templates.js';
import { LetterTemplatesService } from './letter-templates.service.js';
import {
  LetterFromTemplateInput,
  LetterTemplate,
  LetterTemplateFaulty,
  LetterTemplateInput,
  LetterTemplatePreview,
  PreviewLetterTemplateResult,
  SaveLetterTemplateResult,
} from './letter-templates.types.js';

const office = 'For a civil servant with a second factor, or a service client with the scope `changes`.';

@Resolver()
export class LetterTemplatesResolver {
  constructor(private readonly service: LetterTemplatesService) {}

  @Operation({ access: 'office', audit: 'none', cost: { own: 5 } })
  @Query(() => [LetterTemplate], {
    description: `The templates of letters of the asker’s own organisation, each in the version that is in use, by name. ${office}`,
  })
  async letterTemplates(@Ctx() context: GraphContext): Promise<LetterTemplate[]> {
    return (await this.service.list(context)).map(toLetterTemplate);
  }

  @Operation({ access: 'office', audit: 'none', cost: { own: 2 } })
  @Query(() => LetterTemplate, {
    nullable: true,
    description: `One template of letters of the asker’s own organisation; null when it has no such template, or no such version. ${office}`,
  })
  async letterTemplate(
    @Ctx() context: GraphContext,
    @Arg('name', () => String, { description: 'Its name.' }) name: string,
    @Arg('version', () => Int, {
      nullable: true,
      description: 'Which version; left out: the one in use.',
    })
    version: number | null,
  ): Promise<LetterTemplate | null> {
    const found = await this.service.find(name, version ?? null, context);
    return found && toLetterTemplate(found);
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 5 } })
  @Mutation(() => SaveLetterTemplateResult, {
    description: `Saves a new version of a template of letters, or a new template. The same as the version in use makes no new one. ${office}`,
  })
  async saveLetterTemplate(
    @Ctx() context: GraphContext,
    @Arg('template', () => LetterTemplateInput, { description: 'The template.' })
    { name, language, subject, address, body }: LetterTemplateInput,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof SaveLetterTemplateResult> {
    const template = { name, language, subject, address: address ?? null, body };
    const request = keyedRequest(context, 'saveLetterTemplate', idempotencyKey, template);
    const saving = await this.service.save(template, request, context);
    switch (saving.kind) {
      case 'SAVED':
        return toLetterTemplate(saving.template);
      case 'CONFLICT':
        return idempotencyConflict();
      case 'FAULTY':
        return toFaulty(saving.fault);
    }
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 20 } })
  @Mutation(() => PreviewLetterTemplateResult, {
    description: `Makes a letter from a template, to look at: a PDF that is kept as long as an upload that nothing uses. Nothing is sent. ${office}`,
  })
  async previewLetterTemplate(
    @Ctx() context: GraphContext,
    @Arg('template', () => LetterFromTemplateInput, { description: 'The template and its fields.' })
    template: LetterFromTemplateInput,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof PreviewLetterTemplateResult> {
    const asked = toAskedTemplate(template);
    const request = keyedRequest(context, 'previewLetterTemplate', idempotencyKey, asked);
    const previewing = await this.service.preview(asked, request, context);
    switch (previewing.kind) {
      case 'MADE': {
        const { id: fileId, pages, digest, expiresAt } = previewing.file;
        return Object.assign(new LetterTemplatePreview(), { fileId, pages, digest, expiresAt });
      }
      case 'CONFLICT':
        return idempotencyConflict();
      case 'FAULTY':
        return toFaulty(previewing.fault);
    }
  }
}

export function toAskedTemplate({ name, version, fields }: LetterFromTemplateInput): AskedTemplate {
  return {
    name,
    version: version ?? null,
    fields: fields.map(({ name: field, value }) => ({ name: field, value })),
  };
}

function toLetterTemplate(record: LetterTemplateRecord): LetterTemplate {
  const { organisation: _organisation, ...shown } = record;
  return Object.assign(new LetterTemplate(), { ...shown, fields: fieldsOf(readTemplate(record)) });
}

function toFaulty(fault: LetterFault): LetterTemplateFaulty {
  return Object.assign(new LetterTemplateFaulty(), fault);
}

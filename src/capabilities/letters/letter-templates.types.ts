import { createUnionType, Field, ID, InputType, Int } from 'type-graphql';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { IdempotencyConflict, Problem } from '../../vocabulary/problem.js';
import { DateTimeScalar } from '../../vocabulary/scalars.js';
import { languages } from './letter.language.js';
import type { Letter as PortLetter } from './letters.port.js';

const bodyForm =
  'A small part of Markdown: `# ` and `## ` begin a heading, `- ` and `1. ` an item of a list, `**` is around bold type, `---` alone begins a page, an empty line ends a paragraph, and the end of a line stays one. Everything else is text, HTML too. A field is a small letter with letters or digits behind it, in two pairs of braces: `{{voornaam}}`.';

@Thing({ description: 'A version of a template of letters. Each change is a new version.' })
export class LetterTemplate {
  @Field(() => ID, { description: 'Id of this version.' })
  id!: string;

  @Field(() => String, { description: 'Its name, such as `beslissing-kippenhok`.' })
  name!: string;

  @Field(() => Int, { description: 'From 1; the highest is in use.' })
  version!: number;

  @Field(() => languages, { description: 'The language that it is in: of the date, too.' })
  language!: PortLetter['language'];

  @Field(() => String, { description: 'What the letter is about: its title.' })
  subject!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Lines of the recipient’s name and address; null when the letter has none.',
  })
  address!: string | null;

  @Field(() => String, { description: `What it says. ${bodyForm}` })
  body!: string;

  @Field(() => [String], { description: 'Its fields, each once, in the order in which they come.' })
  fields!: readonly string[];

  @Field(() => DateTimeScalar, { description: 'When this version was saved.' })
  savedAt!: Date;

  @Field(() => ID, { description: 'Who saved it, as in the audit trail.' })
  savedBy!: string;
}

@InputType({ description: 'A template of letters, to be saved as a new version.' })
export class LetterTemplateInput {
  @Field(() => String, {
    description: 'Its name: 1 to 64 small letters, digits and dashes, such as `beslissing-kippenhok`.',
  })
  name!: string;

  @Field(() => languages, { defaultValue: 'nl', description: 'The language that it is in.' })
  language!: PortLetter['language'];

  @Field(() => String, {
    description: 'What the letter is about, with or without fields; at most 255 characters.',
  })
  subject!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Lines of the recipient’s name and address, with fields: 6 lines at most, behind the window of an envelope; null for a letter without.',
  })
  address!: string | null;

  @Field(() => String, { description: `What it says, at most 20 000 characters. ${bodyForm}` })
  body!: string;
}

@InputType({ description: 'A value for a field of a template of letters.' })
export class LetterFieldInput {
  @Field(() => String, { description: 'Name of the field, without braces.' })
  name!: string;

  @Field(() => String, {
    description:
      'What stands in its place: one line of text of 1 to 1000 characters, whatever they are; nothing in it is read as a mark or a field.',
  })
  value!: string;
}

@InputType({ description: 'A template of letters and its fields.' })
export class LetterFromTemplateInput {
  @Field(() => String, { description: 'Name of the template.' })
  name!: string;

  @Field(() => Int, { nullable: true, description: 'Which version; null: the one in use.' })
  version!: number | null;

  @Field(() => [LetterFieldInput], {
    defaultValue: [],
    description: 'A value for each of its fields, and no others.',
  })
  fields!: LetterFieldInput[];
}

@Personal('dossiers')
@Thing({ description: 'A letter made from a template, to look at.' })
export class LetterTemplatePreview {
  @Field(() => ID, {
    description: 'The PDF: see `/files/{id}`. It can be sent as an uploaded file, until it expires.',
  })
  fileId!: string;

  @Field(() => Int, { description: 'How many pages it has.' })
  pages!: number;

  @Field(() => String, { description: 'SHA-256 of the file, in hexadecimal.' })
  digest!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the file is removed; null when it was sent since.',
  })
  expiresAt!: Date | null;
}

@Thing({
  implements: Problem,
  description:
    'Something in the template or its fields is no good; nothing was stored. Its code: BAD_NAME, EMPTY, TOO_LONG, NOT_PRINTABLE, STRAY_BRACES, TOO_MANY_FIELDS, UNKNOWN_TEMPLATE, FIELD_MISSING, FIELD_UNKNOWN or FIELD_TWICE.',
})
export class LetterTemplateFaulty extends Problem {
  @Field(() => String, { description: 'Which part of the input, such as `template.fields.voornaam`.' })
  field!: string;
}

export const SaveLetterTemplateResult = createUnionType({
  name: 'SaveLetterTemplateResult',
  description: 'The version that is in use now, or why it was not saved.',
  types: () => [LetterTemplate, LetterTemplateFaulty, IdempotencyConflict] as const,
});

export const PreviewLetterTemplateResult = createUnionType({
  name: 'PreviewLetterTemplateResult',
  description: 'A letter made from a template, or why none was made.',
  types: () => [LetterTemplatePreview, LetterTemplateFaulty, IdempotencyConflict] as const,
});

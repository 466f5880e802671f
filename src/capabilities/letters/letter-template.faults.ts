import { isPrintable } from './letter.fonts.js';
import type { LetterFault } from './letter.faults.js';
import {
  fieldsOf,
  hasStrayBraces,
  type LetterText,
  readTemplate,
  type TemplateSource,
} from './letter-template.text.js';

const messages = {
  BAD_NAME: 'Een naam heeft 1 tot 64 kleine letters, cijfers en streepjes.',
  EMPTY: 'Vul dit in.',
  TOO_LONG: 'Deze tekst is te lang.',
  NOT_PRINTABLE: 'Deze tekst heeft een teken dat niet in een brief kan staan.',
  STRAY_BRACES:
    'Accolades die niet bij een veld horen: een veld is een kleine letter met letters of cijfers erachter, tussen twee paar accolades.',
  TOO_MANY_FIELDS: 'Een sjabloon heeft ten hoogste 100 velden.',
  UNKNOWN_TEMPLATE: 'Dit sjabloon bestaat niet, of niet in deze versie.',
  FIELD_MISSING: 'Het sjabloon heeft dit veld nodig.',
  FIELD_UNKNOWN: 'Het sjabloon heeft dit veld niet.',
  FIELD_TWICE: 'Dit veld is twee keer ingevuld.',
} as const;

export type TemplateFaultCode = keyof typeof messages;

export const templateFault = (field: string, code: TemplateFaultCode): LetterFault => ({
  code,
  field,
  message: messages[code],
});

export interface FieldValue {
  readonly name: string;
  readonly value: string;
}

const nameForm = /^[a-z0-9][a-z0-9-]{0,63}$/;
const longestValue = 1_000;
const longest = { subject: 255, address: 600, body: 20_000 } as const;
const mostAddressLines = 6;
const mostFields = 100;
/** Control characters, separators of lines, and what turns the direction of a text. */
const unseen = /[\p{Cc}\p{Surrogate}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const canStand = (text: string): boolean => !unseen.test(text) && isPrintable(text);

function textFault(field: keyof typeof longest, text: string): LetterFault | null {
  if (text.trim() === '') return templateFault(field, 'EMPTY');
  if (text.length > longest[field]) return templateFault(field, 'TOO_LONG');
  const oneLine = field === 'subject' ? text : text.replaceAll(/\r\n?|\n|\t/g, '');
  if (!canStand(oneLine)) return templateFault(field, 'NOT_PRINTABLE');
  return hasStrayBraces(text) ? templateFault(field, 'STRAY_BRACES') : null;
}

/** What is wrong with a template that somebody wants to save, the first thing; null when nothing. */
export function templateFaultIn(name: string, template: TemplateSource): LetterFault | null {
  if (!nameForm.test(name)) return templateFault('name', 'BAD_NAME');
  const { subject, address, body } = template;
  const fault =
    textFault('subject', subject) ??
    (address === null ? null : textFault('address', address)) ??
    textFault('body', body);
  if (fault) return fault;
  const read = readTemplate(template);
  if (read.address.length > mostAddressLines) return templateFault('address', 'TOO_LONG');
  return fieldsOf(read).length > mostFields ? templateFault('body', 'TOO_MANY_FIELDS') : null;
}

/** What is wrong with the value of a field; null when nothing. */
export function valueFault(value: string): 'TOO_LONG' | 'NOT_PRINTABLE' | null {
  if (value.length > longestValue) return 'TOO_LONG';
  return canStand(value) ? null : 'NOT_PRINTABLE';
}

/**
 * The values by which a template is filled, or the first thing that is wrong with them: each field once, and no others. `path` is
 * where the fields stand in what was asked. A name that is no field's is not repeated. Needs nothing but its input, for whoever fills many.
 */
export function valuesFor(
  template: LetterText,
  given: readonly FieldValue[],
  path: string,
): ReadonlyMap<string, string> | LetterFault {
  const values = new Map<string, string>();
  const wanted = new Set(fieldsOf(template));
  for (const { name, value } of given) {
    if (!wanted.has(name)) return templateFault(path, 'FIELD_UNKNOWN');
    const field = `${path}.${name}`;
    if (values.has(name)) return templateFault(field, 'FIELD_TWICE');
    const fault = valueFault(value);
    if (fault) return templateFault(field, fault);
    if (value.trim() !== '') values.set(name, value.trim());
  }
  for (const name of wanted) if (!values.has(name)) return templateFault(`${path}.${name}`, 'FIELD_MISSING');
  return values;
}

import { parseMobileNumber, type MobileNumber } from '../../identifiers/mobile-number.js';
import { parsePhoneNumber } from '../../identifiers/phone-number.js';
import { segmentsOf } from './segments.js';
import { fieldsOf, hasStrayBrace, isTemplateKey, type TemplateField } from './text-templates.js';

const messages = {
  NO_PHONE_NUMBER: 'Dit is geen telefoonnummer: schrijf 0470 12 34 56, of +32 470 12 34 56.',
  NO_MOBILE_NUMBER: 'Dit is geen gsm-nummer: op een vaste lijn komt geen sms aan.',
  OPTED_OUT: 'Wie dit nummer heeft, wil geen sms van uw organisatie.',
  EMPTY: 'Vul dit in.',
  CONTENT_AND_TEMPLATE: 'Geef een vrije tekst of een sjabloon, niet allebei.',
  TOO_LONG: 'De tekst is te lang: hij past niet in het hoogste aantal delen.',
  UNREADABLE: 'De tekst bevat tekens die niet op een telefoon kunnen staan.',
  BAD_SENDER: 'Een afzender heeft hoogstens 11 letters en cijfers, of 16 cijfers.',
  UNKNOWN_TEMPLATE: 'Dit sjabloon bestaat niet.',
  FIELD_MISSING: 'Het sjabloon heeft dit veld nodig.',
  FIELD_UNKNOWN: 'Het sjabloon heeft dit veld niet.',
  FIELD_TWICE: 'Dit veld is twee keer ingevuld.',
  BAD_KEY: 'Een sleutel heeft 1 tot 64 kleine letters, cijfers en streepjes.',
  STRAY_BRACE:
    'Een accolade die niet bij een veld hoort: een veld is een kleine letter met letters of cijfers erachter, tussen accolades.',
} as const;

export type TextFaultReason = keyof typeof messages;

/** What is wrong with a field of the input; it never holds what was put in. */
export interface Fault {
  readonly field: string;
  readonly reason: TextFaultReason;
  /** For people, in Dutch. */
  readonly message: string;
}

export const fault = (field: string, reason: TextFaultReason): Fault => ({
  field,
  reason,
  message: messages[reason],
});

// Line feed and carriage return are in GSM-7; a tab is sent as it is, in UCS-2.
const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

export function mobileNumberOf(field: string, input: string): MobileNumber | Fault {
  try {
    parsePhoneNumber(input);
  } catch {
    return fault(field, 'NO_PHONE_NUMBER');
  }
  try {
    return parseMobileNumber(input);
  } catch {
    return fault(field, 'NO_MOBILE_NUMBER');
  }
}

export function contentFault(field: string, content: string, mostParts: number): Fault | null {
  if (content.trim() === '') return fault(field, 'EMPTY');
  if (control.test(content) || /\p{Surrogate}/u.test(content)) return fault(field, 'UNREADABLE');
  return segmentsOf(content).parts > mostParts ? fault(field, 'TOO_LONG') : null;
}

export function senderFault(field: string, sender: string): Fault | null {
  return /^([A-Za-z0-9]{1,11}|\d{1,16})$/.test(sender) ? null : fault(field, 'BAD_SENDER');
}

/** Whether the fields are those of the template, each with a value. A name that is no field's is not repeated. */
export function fieldFaults(path: string, content: string, given: readonly TemplateField[]): Fault[] {
  const wanted = fieldsOf(content);
  const faults: Fault[] = [];
  for (const name of wanted) {
    const [first, second] = given.filter((one) => one.name === name);
    if (!first || first.value.trim() === '') faults.push(fault(`${path}.${name}`, 'FIELD_MISSING'));
    if (second) faults.push(fault(`${path}.${name}`, 'FIELD_TWICE'));
  }
  if (given.some(({ name }) => !wanted.includes(name))) faults.push(fault(path, 'FIELD_UNKNOWN'));
  return faults;
}

export function templateFaults(key: string, content: string, mostParts: number): Fault[] {
  const found = [
    isTemplateKey(key) ? null : fault('key', 'BAD_KEY'),
    contentFault('content', content, mostParts),
    hasStrayBrace(content) ? fault('content', 'STRAY_BRACE') : null,
  ];
  return found.filter((one) => one !== null);
}

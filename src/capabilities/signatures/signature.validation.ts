import type { NationalNumber } from '../../identifiers/national-number.js';
import type { StoredFile } from '../files/file.store.js';
import type { SignatureOrder } from './signature.draft.js';
import type { NewSignatureRequest } from './signature.records.js';
import type { FieldsAtText, RecipientRole, SignatureField, SignatureLevel } from './signatures.port.js';

/** What somebody asks, before it is looked at. Places count from 1. */
export interface AskedSignatures {
  readonly title: string;
  readonly files: readonly { readonly id: string; readonly name: string | null }[];
  readonly recipients: readonly {
    readonly email: string;
    readonly name: string;
    readonly role: RecipientRole;
    readonly stage: number | null;
    readonly nationalNumber: NationalNumber | null;
    readonly notified: boolean;
  }[];
  readonly order: 'SERIAL' | 'PARALLEL' | 'CUSTOM';
  readonly level: SignatureLevel | null;
  readonly fields: readonly (Omit<SignatureField, 'level'> & { readonly file: number })[];
  readonly fieldsAtText: readonly (Omit<FieldsAtText, 'level'> & { readonly file: number })[];
  readonly continueOnDecline: boolean;
  readonly message: string | null;
  /** Null: after as many days as the settings say. */
  readonly deadline: Date | null;
}

/** What is wrong with what was asked. */
export const signatureFaults = {
  TITLE_NOT_VALID: 'De titel moet 1 tot 100 tekens hebben, zonder regeleinden.',
  MESSAGE_NOT_VALID: 'Het bericht mag ten hoogste 1000 tekens hebben.',
  NO_FILE: 'Geef minstens één bestand op.',
  TOO_MANY_FILES: 'Een aanvraag kan ten hoogste 5 bestanden hebben.',
  FILES_TOO_LARGE: 'De bestanden zijn samen te groot: ten hoogste 40 MB.',
  FILE_NOT_FOUND: 'Dit bestand bestaat niet, of niet meer. Laad het opnieuw op.',
  FILE_TWICE: 'Dit bestand staat er twee keer in.',
  NAME_NOT_VALID: 'De naam moet 1 tot 100 tekens hebben, zonder regeleinden.',
  NAME_TWICE: 'Twee bestanden hebben dezelfde naam.',
  NO_SIGNER: 'Geef minstens één ondertekenaar op.',
  TOO_MANY_RECIPIENTS: 'Een aanvraag kan ten hoogste 20 ontvangers hebben.',
  EMAIL_NOT_VALID: 'Dit is geen e-mailadres.',
  RECIPIENT_TWICE: 'Deze persoon staat er twee keer in.',
  STAGE_NOT_VALID: 'Geef bij een eigen volgorde elke ontvanger een fase van 1 tot 50, en anders geen enkele.',
  RECIPIENT_NOT_FOUND: 'Deze ontvanger bestaat niet, of ondertekent niet.',
  PAGE_NOT_FOUND: 'Deze bladzijde bestaat niet.',
  BOX_NOT_VALID: 'De plaats en de afmetingen moeten positieve getallen zijn.',
  TEXT_NOT_VALID: 'De tekst moet 1 tot 100 tekens hebben.',
  DEADLINE_NOT_VALID: 'De uiterste datum moet in de toekomst liggen, ten hoogste een jaar ver.',
} as const;
export type SignatureFault = keyof typeof signatureFaults;

export interface Fault {
  readonly code: SignatureFault;
  /** Path in the input, such as `recipients[1].email`. */
  readonly field: string;
}

/** What is sent, and what the hub writes down of it. */
export interface CheckedSignatures {
  readonly order: Omit<SignatureOrder, 'requestId' | 'deadline' | 'sendBefore'>;
  readonly recipients: NewSignatureRequest['recipients'];
}

const mostFiles = 5;
const largestTogether = 40 * 1024 * 1024;
const mostRecipients = 20;
const yearMs = 365 * 24 * 60 * 60_000;
const fits = (text: string, longest: number): boolean =>
  text.trim().length > 0 && text.length <= longest && !/[\p{Cc}\u2028\u2029]/u.test(text);
const email = /^[^\s@<>"(),:;\\[\]]+@[^\s@.<>"(),:;\\[\]]+(\.[^\s@.<>"(),:;\\[\]]+)+$/u;
const signs = (role: RecipientRole): boolean => role === 'SIGNER' || role === 'INPERSON_HOST';

/** The first thing that is wrong, or what to send. `found` has the stored file of each file that was asked; null where there is none. */
export function checkAsked(
  asked: AskedSignatures,
  found: readonly (StoredFile | null)[],
  now: number,
): Fault | CheckedSignatures {
  const fault = faultIn(asked, found, now);
  if (fault) return fault;
  const title = asked.title.trim();
  const files = found as readonly StoredFile[];
  const names = namesOf(asked, title);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0) return { code: 'NAME_TWICE', field: `files[${twice}].name` };
  const level = asked.level === null ? {} : { level: asked.level };
  const recipients = asked.recipients.map((one, index) => ({
    position: index + 1,
    stage: one.stage ?? (asked.order === 'SERIAL' ? index + 1 : 1),
    role: one.role,
    name: one.name.trim(),
    email: one.email,
    nationalNumber: one.nationalNumber,
  }));
  return {
    recipients,
    order: {
      title,
      files: files.map(({ id }, index) => ({ id, name: names[index]! })),
      workflow: {
        order: asked.order,
        continueOnDecline: asked.continueOnDecline,
        message: asked.message,
      },
      recipients: asked.recipients.map(({ nationalNumber: _, ...one }) => ({
        ...one,
        name: one.name.trim(),
      })),
      fields: [...asked.fields, ...placesFor(asked, files)].map((field) => ({ ...field, ...level })),
      fieldsAtText: asked.fieldsAtText.map((fields) => ({ ...fields, ...level })),
    },
  };
}

function faultIn(asked: AskedSignatures, found: readonly (StoredFile | null)[], now: number): Fault | null {
  if (!fits(asked.title, 100)) return { code: 'TITLE_NOT_VALID', field: 'title' };
  if (asked.message !== null && (asked.message.length > 1000 || asked.message.trim() === ''))
    return { code: 'MESSAGE_NOT_VALID', field: 'message' };
  const { deadline } = asked;
  if (deadline && (deadline.getTime() <= now || deadline.getTime() > now + yearMs))
    return { code: 'DEADLINE_NOT_VALID', field: 'deadline' };
  return (
    faultInFiles(asked, found) ?? faultInRecipients(asked) ?? faultInFields(asked, found as StoredFile[])
  );
}

function faultInFiles({ files }: AskedSignatures, found: readonly (StoredFile | null)[]): Fault | null {
  if (files.length === 0) return { code: 'NO_FILE', field: 'files' };
  if (files.length > mostFiles) return { code: 'TOO_MANY_FILES', field: 'files' };
  for (const [index, { id, name }] of files.entries()) {
    if (!found[index]) return { code: 'FILE_NOT_FOUND', field: `files[${index}].id` };
    if (files.findIndex((one) => one.id === id) !== index)
      return { code: 'FILE_TWICE', field: `files[${index}].id` };
    if (name !== null && !fits(name, 100)) return { code: 'NAME_NOT_VALID', field: `files[${index}].name` };
  }
  const together = found.reduce((sum, file) => sum + (file?.size ?? 0), 0);
  return together > largestTogether ? { code: 'FILES_TOO_LARGE', field: 'files' } : null;
}

function faultInRecipients({ recipients, order }: AskedSignatures): Fault | null {
  if (recipients.length > mostRecipients) return { code: 'TOO_MANY_RECIPIENTS', field: 'recipients' };
  const emails = new Set<string>();
  const people: NationalNumber[] = [];
  for (const [index, one] of recipients.entries()) {
    const field = (name: string) => `recipients[${index}].${name}`;
    if (one.email.length > 254 || !email.test(one.email))
      return { code: 'EMAIL_NOT_VALID', field: field('email') };
    if (!fits(one.name, 100)) return { code: 'NAME_NOT_VALID', field: field('name') };
    // The platform knows people by their address only.
    if (emails.has(one.email.toLowerCase())) return { code: 'RECIPIENT_TWICE', field: field('email') };
    emails.add(one.email.toLowerCase());
    const { nationalNumber: person, stage } = one;
    if (person && people.some((other) => other.equals(person)))
      return { code: 'RECIPIENT_TWICE', field: field('nationalNumber') };
    if (person) people.push(person);
    const stageFits = order === 'CUSTOM' ? stage !== null && stage >= 1 && stage <= 50 : stage === null;
    if (!stageFits) return { code: 'STAGE_NOT_VALID', field: field('stage') };
  }
  return recipients.some(({ role }) => signs(role)) ? null : { code: 'NO_SIGNER', field: 'recipients' };
}

function faultInFields(asked: AskedSignatures, files: readonly StoredFile[]): Fault | null {
  const common = (one: { recipient: number; file: number }, place: string): Fault | null => {
    const recipient = asked.recipients[one.recipient - 1];
    if (!recipient || !signs(recipient.role))
      return { code: 'RECIPIENT_NOT_FOUND', field: `${place}.recipient` };
    return files[one.file - 1] ? null : { code: 'FILE_NOT_FOUND', field: `${place}.file` };
  };
  for (const [index, one] of asked.fields.entries()) {
    const place = `fields[${index}]`;
    const fault = common(one, place);
    if (fault) return fault;
    if (one.page < 1 || one.page > files[one.file - 1]!.pages)
      return { code: 'PAGE_NOT_FOUND', field: `${place}.page` };
    const { x, y, width, height } = one.box;
    if (x < 0 || y < 0 || width <= 0 || height <= 0) return { code: 'BOX_NOT_VALID', field: place };
  }
  for (const [index, one] of asked.fieldsAtText.entries()) {
    const place = `fieldsAtText[${index}]`;
    const fault = common(one, place);
    if (fault) return fault;
    if (!fits(one.text, 100)) return { code: 'TEXT_NOT_VALID', field: `${place}.text` };
    if (one.width <= 0 || one.height <= 0) return { code: 'BOX_NOT_VALID', field: place };
  }
  return null;
}

function namesOf({ files }: AskedSignatures, title: string): string[] {
  return files.map(({ name }, index) => {
    const own = name?.trim() ?? (files.length === 1 ? title : `${title} (${index + 1})`);
    // The platform makes a slash another sign, after which two names may be the same.
    const plain = own.replaceAll('/', '-');
    return /\.pdf$/i.test(plain) ? plain : `${plain}.pdf`;
  });
}

const place = { width: 160, height: 50, margin: 36, gap: 8 };

/** A place on the last page of every file, from the foot up, for whoever signs and was given none. */
function placesFor(
  { recipients, fields, fieldsAtText }: AskedSignatures,
  files: readonly StoredFile[],
): (SignatureField & { file: number })[] {
  const placed = new Set([...fields, ...fieldsAtText].map(({ recipient }) => recipient));
  const unplaced = recipients.flatMap(({ role }, index) =>
    signs(role) && !placed.has(index + 1) ? [index + 1] : [],
  );
  return files.flatMap(({ pages, pageWidth, pageHeight }, fileIndex) => {
    const { width, height, margin, gap } = place;
    const across = Math.max(1, Math.floor((pageWidth - 2 * margin + gap) / (width + gap)));
    return unplaced.map((recipient, index) => ({
      recipient,
      file: fileIndex + 1,
      page: pages,
      box: {
        x: margin + (index % across) * (width + gap),
        y: Math.max(
          0,
          Math.round(pageHeight - margin - height - Math.floor(index / across) * (height + gap)),
        ),
        width,
        height,
      },
    }));
  });
}

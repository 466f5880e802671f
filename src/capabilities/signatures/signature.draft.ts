import { PlatformError } from '../../adapter/platform-error.js';
import type { CallContext } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { Log } from '../../operations/log.js';
import type { FileStore } from '../files/file.store.js';
import type { SignatureRecords } from './signature.records.js';
import type {
  FieldsAtText,
  Recipient,
  SignatureChange,
  SignatureField,
  SignaturesPort,
  WorkflowChoice,
} from './signatures.port.js';

/** What a request for signatures asks of the platform. JSON: it is kept with the command. */
export interface SignatureOrder {
  readonly requestId: string;
  readonly title: string;
  readonly files: readonly { readonly id: string; readonly name: string }[];
  readonly workflow: WorkflowChoice;
  readonly recipients: readonly Recipient[];
  /** `file` is the place in `files`, from 1. */
  readonly fields: readonly (SignatureField & { readonly file: number })[];
  readonly fieldsAtText: readonly (FieldsAtText & { readonly file: number })[];
  /** ISO 8601: not sent any more after that, and taken back then. */
  readonly deadline: string;
  /** ISO 8601: what could not be sent before that is given up. */
  readonly sendBefore: string;
}

export interface Draft {
  readonly package: string;
  readonly documents: readonly string[];
}

/** SPOILED: what stands at the platform is not known to be what was asked; nobody got it, and it is made anew. */
export type DraftOutcome =
  | ({ readonly kind: 'DONE' } & Draft)
  | { readonly kind: 'SPOILED' }
  | { readonly kind: 'REFUSED'; readonly about: string; readonly platformCode: string };

export interface DraftOptions {
  readonly records: SignatureRecords;
  readonly files: Pick<FileStore, 'content'>;
  readonly clock: Clock;
  readonly log: Log;
}

const perPage = 100;
const mostPages = 20;

/** Stands at the end of the title: a draft whose number was lost is found by nothing else. */
export const referenceOf = (requestId: string): string => `[${requestId.replaceAll('-', '').slice(0, 12)}]`;

/** Answers after which asking the same again is of no use. */
export const isForGood = (error: unknown): error is PlatformError =>
  error instanceof PlatformError && ['CLIENT_FAULT', 'HTTP_4XX', 'REFUSED'].includes(error.code);

class Stopped extends Error {
  constructor(readonly outcome: Exclude<DraftOutcome, { kind: 'DONE' }>) {
    super(outcome.kind);
  }
}

function given<T extends object>(change: SignatureChange<T>): T {
  if (change.kind === 'DONE') return change;
  throw new Stopped(change.kind === 'REFUSED' ? change : { kind: 'SPOILED' });
}

/**
 * Makes a draft at the platform, whole: package, documents, workflow, recipients and fields. A draft reaches nobody, so one of which any
 * part is in doubt is removed and made anew: what people get is made in one go. Rejects with PlatformError when the platform cannot be asked.
 */
export async function makeDraft(
  port: SignaturesPort,
  order: SignatureOrder,
  { records, files, clock, log }: DraftOptions,
  context: CallContext,
): Promise<DraftOutcome> {
  await clearDrafts(port, order.requestId, { records, log }, context);
  await records.beginDraft(order.requestId, new Date(clock.now()));
  try {
    const title = `${order.title} ${referenceOf(order.requestId)}`;
    const { package: id } = given(await port.createPackage(title, context));
    await records.noteDraft(order.requestId, id);
    const documents: string[] = [];
    for (const { id: file, name } of order.files) {
      const content = await files.content(file);
      const added = await port.addDocument(id, { fileName: name, content, asPdf: true }, context);
      documents.push(given(added).document);
    }
    given(await port.setWorkflow(id, order.workflow, context));
    given(await port.addRecipients(id, order.recipients, context));
    for (const { file, ...field } of order.fields)
      given(await port.addField(id, documents[file - 1]!, field, context));
    for (const { file, ...fields } of order.fieldsAtText)
      given(await port.addFieldsAtText(id, documents[file - 1]!, fields, context));
    if (!(await isWhole(port, id, documents, order, context))) {
      log.warn('signature.draft.unlike', { request: order.requestId });
      return { kind: 'SPOILED' };
    }
    return { kind: 'DONE', package: id, documents };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    // As far as it goes now; what is left is removed later.
    if (error.outcome.kind === 'REFUSED') await discardDraft(port, order.requestId, records, context);
    return error.outcome;
  }
}

/** A call whose answer came late, or a hand in the platform's own application, may have put more in it. */
async function isWhole(
  port: SignaturesPort,
  id: string,
  documents: readonly string[],
  { recipients }: SignatureOrder,
  context: CallContext,
): Promise<boolean> {
  const { value: there } = await port.status(id, context);
  if (there?.state !== 'DRAFT') return false;
  const sorted = (texts: readonly string[]) => JSON.stringify(texts.map((one) => one.toLowerCase()).sort());
  return (
    sorted(there.documents.map((one) => one.id)) === sorted(documents) &&
    sorted(there.recipients.map(({ email }) => email)) === sorted(recipients.map(({ email }) => email))
  );
}

/** Removes what an earlier try left. Rejects with PlatformError when that cannot be done now. */
async function clearDrafts(
  port: SignaturesPort,
  requestId: string,
  { records, log }: Pick<DraftOptions, 'records' | 'log'>,
  context: CallContext,
): Promise<void> {
  const record = await records.ofCommand(requestId);
  if (!record?.draftBegunAt) return;
  const left =
    record.packageId === null ? await lostDrafts(port, requestId, log, context) : [record.packageId];
  for (const id of left) {
    const removed = await port.remove(id, context);
    const gone = removed.kind === 'DONE' || (removed.kind === 'REFUSED' && removed.about === 'NOT_FOUND');
    // Nobody gets what is not shared, so a draft that cannot be removed stops nothing.
    if (!gone) log.warn('signature.draft.left', { request: requestId, package: id });
  }
  await records.noteDraft(requestId, null);
}

async function lostDrafts(
  port: SignaturesPort,
  requestId: string,
  log: Log,
  context: CallContext,
): Promise<string[]> {
  const reference = referenceOf(requestId);
  const found: string[] = [];
  try {
    for (let page = 1; page <= mostPages; page += 1) {
      const { value } = await port.packages('DRAFT', page, perPage, context);
      found.push(...value.filter(({ title }) => title?.endsWith(reference)).map(({ id }) => id));
      if (value.length < perPage) break;
    }
  } catch (error) {
    if (!isForGood(error)) throw error;
    log.warn('signature.draft.unlisted', { request: requestId, code: error.code });
  }
  return found;
}

/** Removes the draft of a request that will not be sent, if the platform answers; says whether none is left. */
export async function discardDraft(
  port: SignaturesPort,
  requestId: string,
  records: SignatureRecords,
  context: CallContext,
): Promise<boolean> {
  const record = await records.ofCommand(requestId);
  if (!record || record.packageId === null || record.sharedAt !== null) return true;
  try {
    const removed = await port.remove(record.packageId, context);
    if (removed.kind === 'IN_DOUBT' || (removed.kind === 'REFUSED' && removed.about !== 'NOT_FOUND'))
      return false;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return false;
  }
  await records.noteDraft(requestId, null);
  return true;
}

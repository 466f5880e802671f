import type { CallContext } from '../../context/call-context.js';
import { organisationOf } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { AuditEntry } from '../../privacy/audit.js';
import { auditPartyOf } from '../../privacy/audit.js';
import type { FileStore, StoredFile } from './file.store.js';
import { type CsvProblem, inspectCsv } from './csv.inspection.js';
import { inspectPdf, type PdfFacts, type PdfProblem } from './pdf.inspection.js';

/** What may be uploaded: a PDF that is used, or a CSV that is read. */
export type UploadMediaType = 'application/pdf' | 'text/csv';
export type UploadProblem = PdfProblem | CsvProblem;

const withoutPages: PdfFacts = { pages: 0, pageWidth: 0, pageHeight: 0 };

export interface FilesServiceOptions {
  readonly store: FileStore;
  readonly clock: Clock;
  readonly audit: { write(entry: AuditEntry): Promise<void> };
  /** The largest file that is taken, in bytes. */
  readonly largestBytes: number;
  /** How long a file is kept that nothing uses, in milliseconds. */
  readonly keepUnusedMs: number;
  /** Whether a citizen may have a file, asked of each capability that gives files to citizens. */
  readonly ofCitizen: readonly ((fileId: string, citizenHash: string) => Promise<boolean>)[];
}

/** Takes files in for changes, and hands them out to whoever may have them. Both are recorded in the audit trail. */
export class FilesService {
  constructor(private readonly options: FilesServiceOptions) {}

  get largestBytes(): number {
    return this.options.largestBytes;
  }

  /** Keeps a file that may be used in a change of the asker's organisation; what is wrong with it when it cannot. */
  async take(
    content: Buffer,
    mediaType: UploadMediaType,
    context: CallContext,
  ): Promise<StoredFile | UploadProblem> {
    const { store, clock, keepUnusedMs } = this.options;
    const organisation = organisationOf(context.actor);
    if (organisation === null || !('id' in context.actor)) throw new Error('Only an organisation uploads.');
    const facts =
      mediaType === 'text/csv' ? (inspectCsv(content) ?? withoutPages) : await inspectPdf(content);
    if (typeof facts === 'string') return facts;
    await this.#record('upload', context, null);
    return store.add({
      ...facts,
      organisation,
      content,
      mediaType,
      uploadedBy: context.actor.id,
      expiresAt: new Date(clock.now() + keepUnusedMs),
    });
  }

  /** Null when there is no such file for this asker; which of the two is not told. */
  async open(
    id: string,
    isOffice: boolean,
    context: CallContext,
  ): Promise<{ readonly file: StoredFile; readonly content: Buffer } | null> {
    const { store } = this.options;
    const file = await store.find(id);
    const allowed = file !== null && (await this.#mayHave(file, isOffice, context));
    await this.#record('download', context, allowed ? null : 'NOT_FOUND');
    return allowed ? { file, content: await store.content(id) } : null;
  }

  /** Writes down that somebody was refused before any file was looked at. */
  refused(operation: 'upload' | 'download', code: string, context: CallContext): Promise<void> {
    return this.#record(operation, context, code);
  }

  async #mayHave(file: StoredFile, isOffice: boolean, { actor }: CallContext): Promise<boolean> {
    if (isOffice) return file.organisation === organisationOf(actor);
    if (actor.kind !== 'CITIZEN') return false;
    for (const isTheirs of this.options.ofCitizen) if (await isTheirs(file.id, actor.id)) return true;
    return false;
  }

  #record(operation: string, context: CallContext, reason: string | null): Promise<void> {
    return this.options.audit.write({
      ...auditPartyOf(context),
      operation,
      fields: [],
      categories: ['dossiers'],
      outcome: reason === null ? 'ALLOWED' : 'DENIED',
      reason,
    });
  }
}

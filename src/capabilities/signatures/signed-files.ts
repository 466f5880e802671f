import { PlatformError } from '../../adapter/platform-error.js';
import type { CallContext } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { Log } from '../../operations/log.js';
import type { FileStore } from '../files/file.store.js';
import { inspectPdf } from '../files/pdf.inspection.js';
import { type PdfSignatures, readSignatures } from './pdf-signatures.js';
import { isForGood, type SignatureOrder } from './signature.draft.js';
import type {
  FileKind,
  NewRequestFile,
  SignatureRecord,
  SignatureRecords,
  SignedFileProblem,
} from './signature.records.js';
import type { SignaturesPort } from './signatures.port.js';

export interface SignedFilesOptions {
  readonly records: SignatureRecords;
  readonly files: Pick<FileStore, 'add' | 'content'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Of what cannot be read as a PDF: no pages, and the size of A4. */
const unknownPage = { pages: 0, pageWidth: 595, pageHeight: 842 };

/**
 * Fetches what was signed and the evidence, checks each signed file and keeps it, also when something is wrong with it. What is kept already
 * is not fetched again. Rejects with PlatformError when the platform does not answer.
 */
export async function keepSignedFiles(
  port: SignaturesPort,
  order: SignatureOrder,
  record: SignatureRecord,
  options: SignedFilesOptions,
  context: CallContext,
): Promise<void> {
  const { records, files, log } = options;
  const packageId = record.packageId as string;
  const isKept = (kind: FileKind, position: number) =>
    record.files.some((one) => one.kind === kind && one.position === position);

  async function keep(content: Buffer | null, file: Omit<NewRequestFile, 'fileId'>): Promise<void> {
    const facts = content && (await inspectPdf(content));
    await records.transaction(async (tx) => {
      const kept =
        content &&
        (await files.add(
          {
            ...(typeof facts === 'object' && facts ? facts : unknownPage),
            organisation: record.organisation,
            content,
            mediaType: 'application/pdf',
            uploadedBy: 'platform',
            expiresAt: null,
          },
          tx,
        ));
      await records.addFile(tx, record.id, { ...file, fileId: kept?.id ?? null });
    });
  }

  for (const [index, documentId] of record.documentIds.entries()) {
    const position = index + 1;
    if (isKept('SIGNED', position)) continue;
    const { id: originalId, name } = order.files[index]!;
    const { content, problem: unfetched } = await fetched(() =>
      port.document(packageId, documentId, context),
    );
    const checked = content
      ? await checkSigned(content, await files.content(originalId), expectedIn(order, record, position))
      : { signatures: [], problem: unfetched };
    if (checked.problem)
      log.error('signature.file.problem', { request: record.id, file: position, problem: checked.problem });
    await keep(content, {
      kind: 'SIGNED',
      position,
      name,
      checkedAt: new Date(options.clock.now()),
      ...checked,
    });
  }
  if (isKept('EVIDENCE', 1)) return;
  const { content } = await fetched(() => port.evidence(packageId, context));
  if (!content) log.warn('signature.evidence.missing', { request: record.id });
  await keep(content, {
    kind: 'EVIDENCE',
    position: 1,
    name: 'bewijs.pdf',
    signatures: [],
    checkedAt: null,
    problem: null,
  });
}

async function fetched(
  ask: () => Promise<{ readonly value: Buffer | null }>,
): Promise<{ content: Buffer | null; problem: SignedFileProblem | null }> {
  try {
    const { value } = await ask();
    return { content: value, problem: value ? null : 'GONE' };
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'TOO_LARGE')
      return { content: null, problem: 'TOO_LARGE' };
    if (isForGood(error)) return { content: null, problem: 'GONE' };
    throw error;
  }
}

/** People who were to sign, did not decline, and have a place to sign in this file. */
function expectedIn(order: SignatureOrder, { recipients }: SignatureRecord, file: number): number {
  const asked = new Set(
    [...order.fields, ...order.fieldsAtText]
      .filter((field) => field.file === file)
      .map(({ recipient }) => recipient),
  );
  return recipients.filter(
    ({ position, role, state }) => role === 'SIGNER' && state !== 'DECLINED' && asked.has(position),
  ).length;
}

/** What is wrong with a signed file, if anything, and the signatures in it. `expected` is beside those that it came with. */
export async function checkSigned(
  signed: Buffer,
  original: Buffer,
  expected: number,
): Promise<{ signatures: PdfSignatures['signatures']; problem: SignedFileProblem | null }> {
  const read = async (pdf: Buffer) => readSignatures(pdf).catch(() => null);
  const found = await read(signed);
  if (!found) return { signatures: [], problem: 'UNREADABLE' };
  const before = (await read(original))?.signatures.length ?? 0;
  return { signatures: found.signatures, problem: problemOf(found, before, expected) };
}

function problemOf(
  { signatures, changedAfter }: PdfSignatures,
  before: number,
  expected: number,
): SignedFileProblem | null {
  const added = signatures.length - before;
  if (added <= 0 && expected > 0) return 'UNSIGNED';
  if (signatures.some(({ flaw }) => flaw !== null)) return 'BROKEN_SIGNATURE';
  if (changedAfter) return 'CHANGED_AFTER_SIGNING';
  return added < expected ? 'MISSING_SIGNATURES' : null;
}

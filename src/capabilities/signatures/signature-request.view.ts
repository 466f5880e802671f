import { toSource } from '../../vocabulary/source.js';
import type { RecordedFile, SignatureRecord } from './signature.records.js';
import type { ShownRequest } from './signatures.service.js';
import { FileSignature, SignatureFile, SignatureRequest, SignedFile } from './signatures.types.js';

/** A request for signatures in the graph's words, as the organisation that asks sees it. */
export function toRequest({ record, stage, source }: ShownRequest): SignatureRequest {
  const { id, title, state, platformStatus, requestedBy, requestedAt, deadline, recipients } = record;
  const signedFiles = signedFilesOf(record);
  return Object.assign(new SignatureRequest(), {
    id,
    title,
    state,
    platformStatus,
    stage,
    requestedBy,
    requestedAt,
    deadline,
    recipients,
    commandId: record.commandId,
    sentAt: record.sharedAt,
    recallRequestedAt: record.recallRequestedAt,
    files: record.files.flatMap((one) => (one.kind === 'ORIGINAL' ? (toFile(one) ?? []) : [])),
    signedFiles,
    signedFileProblem: signedFiles.find(({ problem }) => problem !== null)?.problem ?? null,
    evidence: record.files.map((one) => (one.kind === 'EVIDENCE' ? toFile(one) : null)).find(Boolean) ?? null,
    source: toSource(source),
  });
}

export function signedFilesOf({ files }: SignatureRecord): SignedFile[] {
  return files.flatMap((one) =>
    one.kind === 'SIGNED' && one.checkedAt
      ? [
          Object.assign(new SignedFile(), {
            name: one.name,
            file: toFile(one),
            checkedAt: one.checkedAt,
            problem: one.problem,
            signatures: one.signatures.map((found) => Object.assign(new FileSignature(), found)),
          }),
        ]
      : [],
  );
}

function toFile({ name, file }: RecordedFile): SignatureFile | null {
  return file && Object.assign(new SignatureFile(), { ...file, name, path: `/files/${file.id}` });
}

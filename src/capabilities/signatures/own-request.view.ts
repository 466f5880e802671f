import { toSource } from '../../vocabulary/source.js';
import type { OwnRequest } from './signatures.service.js';
import { signedFilesOf } from './signature-request.view.js';
import { OwnSignatureRequest } from './signatures.types.js';

/** A request for signatures in the graph's words, as one of its recipients sees it. */
export function toOwn(request: OwnRequest): OwnSignatureRequest {
  const { record, stage, own, source } = request;
  const { id, title, state, platformStatus, requestedAt, deadline } = record;
  return Object.assign(new OwnSignatureRequest(), {
    id,
    title,
    state,
    platformStatus,
    stage,
    ownStage: own.stage,
    ownRole: own.role,
    ownState: own.state,
    requestedAt,
    deadline,
    signedFiles: request.isSigner ? signedFilesOf(record) : [],
    source: toSource(source),
    request,
  });
}

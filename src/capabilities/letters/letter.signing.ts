import type { CommandDefinition } from '../../jobs/command.js';
import type { Commands } from '../../jobs/commands.js';
import type { StoredFile } from '../files/file.store.js';
import type { SignatureFollower } from '../signatures/signature.follower.js';
import { type AskedSignatures, type Fault, signatureFaults } from '../signatures/signature.validation.js';
import type { SignatureLevel } from '../signatures/signatures.port.js';
import type { LetterFault } from './letter.faults.js';
import type { LetterOrder } from './letter.command.js';
import type { LetterSigningRecords } from './letter-signing.records.js';

/** Who signs a letter before it is sent, as somebody asks for it. */
export interface AskedSigning {
  /** In the order in which they sign. */
  readonly signers: readonly { readonly email: string; readonly name: string; readonly notified: boolean }[];
  /** Null: as the settings of the platform say. */
  readonly level: SignatureLevel | null;
  /** Null: as many as the settings say. */
  readonly deadlineDays: number | null;
  readonly message: string | null;
}

const dayMs = 24 * 60 * 60_000;
const longestTitle = 100;

/** The request for the signatures of a letter. */
export function signaturesFor(
  { signers, level, deadlineDays, message }: AskedSigning,
  { subject, fileName }: Pick<LetterOrder, 'subject' | 'fileName'>,
  file: StoredFile,
  now: number,
): AskedSignatures {
  return {
    title: subject.length <= longestTitle ? subject : `${subject.slice(0, longestTitle - 1).trimEnd()}…`,
    files: [{ id: file.id, name: fileName }],
    recipients: signers.map(({ email, name, notified }) => ({
      email,
      name,
      notified,
      role: 'SIGNER',
      stage: null,
      nationalNumber: null,
    })),
    order: 'SERIAL',
    level,
    fields: [],
    fieldsAtText: [],
    continueOnDecline: false,
    message,
    deadline: deadlineDays === null ? null : new Date(now + deadlineDays * dayMs),
  };
}

/** What is wrong with the request, in the words of whoever asked for a letter. */
export function signingFault({ code, field }: Fault): LetterFault {
  const places: readonly [prefix: string, place: string][] = [
    ['title', 'letter.subject'],
    ['files', 'letter.fileId'],
    ['recipients', 'letter.signing.signers'],
    ['deadline', 'letter.signing.deadlineDays'],
    ['message', 'letter.signing.message'],
  ];
  const [prefix, place] = places.find(([one]) => field.startsWith(one)) ?? [field, 'letter.signing'];
  const rest = prefix === 'recipients' ? field.slice(prefix.length) : '';
  return { code, field: `${place}${rest}`, message: signatureFaults[code] };
}

export interface LetterSigningOptions {
  readonly records: LetterSigningRecords;
  /** Null when nothing can be sent. */
  readonly definition: CommandDefinition<LetterOrder> | null;
  readonly commands: Pick<Commands, 'acceptWithin'>;
}

/**
 * Sends a letter once everybody signed it: its command is accepted in the transaction in which the request becomes complete, so that there
 * is never a signed letter without one, nor two for one request.
 */
export function createLetterSigning({
  records,
  definition,
  commands,
}: LetterSigningOptions): SignatureFollower {
  return {
    async ended(tx, requestId, end) {
      const letter = await records.waitingFor(tx, requestId);
      if (!letter) return;
      const { id, organisation, requestedBy, waiting } = letter;
      if (end.kind === 'UNSIGNED') return records.fail(tx, id, end.reason);
      if (!definition) return records.fail(tx, id, 'NOT_CONFIGURED');
      const { id: fileId, digest } = end.file;
      await commands.acceptWithin(tx, {
        definition,
        input: { ...waiting.order, fileId, digest, signatures: end.signatures },
        organisation,
        requestedBy,
        correlationId: waiting.correlationId,
        priority: 'normal',
        write: (_same, commandId) => records.send(tx, id, commandId, fileId),
      });
    },
    reopened: (tx, requestId) => records.waitAgain(tx, requestId),
  };
}

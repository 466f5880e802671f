import type { FileStore } from './capabilities/files/file.store.js';
import { createLetterSigning } from './capabilities/letters/letter.signing.js';
import { createLetterSigningRecords } from './capabilities/letters/letter-signing.records.js';
import { sendLetterCommand } from './capabilities/letters/letter.command.js';
import { createLetterRecords } from './capabilities/letters/letter.records.js';
import { addSandboxLetters } from './capabilities/letters/letter.sandbox.js';
import { createLetterMaking } from './capabilities/letters/letter.making.js';
import { createLetterTemplates } from './capabilities/letters/letter-templates.js';
import { addSandboxLetterTemplates } from './capabilities/letters/letter-template.sandbox.js';
import { LetterSendersService } from './capabilities/letters/letter-senders.service.js';
import { LetterTemplatesService } from './capabilities/letters/letter-templates.service.js';
import { createLetterBringingRecords } from './capabilities/letters/letter-bringing.records.js';
import { createLetterBatchRecords } from './capabilities/letters/letter-batch.records.js';
import { createLetterBatchSending } from './capabilities/letters/letter-batch.sending.js';
import { LetterBatchesService } from './capabilities/letters/letter-batches.service.js';
import { LetterBringingService } from './capabilities/letters/letter-bringing.service.js';
import { LetterSendingService } from './capabilities/letters/letter-sending.service.js';
import { LettersService } from './capabilities/letters/letters.service.js';
import type { SignatureFollower } from './capabilities/signatures/signature.follower.js';
import type { SignaturesService } from './capabilities/signatures/signatures.service.js';
import type { CommandDefinition } from './jobs/command.js';
import type { Commands } from './jobs/commands.js';
import type { JourneysOptions } from './journeys-options.js';

/** Letters: made, signed first, sent to one or to many, brought by hand. */
export async function openLetters(
  options: JourneysOptions,
  files: FileStore,
  followers: SignatureFollower[],
) {
  const { settings, sandbox, adapters, database, cipher, keyedHash, consents, clock, log } = options;
  const { mostRows, mostOpen } = settings.letters.batches;
  const records = createLetterRecords({ database, cipher, keyedHash });
  if (sandbox) await addSandboxLetters(records, settings.organisation.kbo);
  const port = adapters.port('letters');
  const platform = adapters.platformOf('letters');
  const sending = { platform, records, consents, files, costs: settings.letters.costs, clock };
  const templates = createLetterTemplates(database);
  if (sandbox) await addSandboxLetterTemplates(database, templates, settings.organisation.kbo);
  const making = createLetterMaking({
    templates,
    organisation: settings.organisation,
    senders: settings.letters.senders,
  });
  const definition = port
    ? sendLetterCommand({ ...sending, port, longestStepMs: settings.commands.leaseMs / 2 })
    : null;
  return {
    kinds: (definition ? [definition] : []) as readonly CommandDefinition<never>[],
    serve(commands: Commands, signatures: SignaturesService) {
      const signing = createLetterSigningRecords(cipher);
      followers.push(createLetterSigning({ records: signing, definition, commands }));
      const letters = new LettersService({ port, platform, records, clock });
      const batches = createLetterBatchRecords({ database, cipher, keyedHash, hashOf: records.hashOf });
      const made = { ...sending, port, definition, batches, templates, making, commands };
      const letterBatchSending = createLetterBatchSending({ ...made, log, mostOpen });
      return {
        letters,
        letterBatchSending,
        letterBatches: new LetterBatchesService({
          ...made,
          keys: options.idempotencyKeys,
          mostRows,
          wake: letterBatchSending.wake,
        }),
        letterSending: new LetterSendingService({
          ...sending,
          port,
          making,
          signatures,
          commands,
          definition,
          letters,
        }),
        letterBringing: new LetterBringingService({
          records,
          bringing: createLetterBringingRecords(cipher),
          letters,
          files,
          commands,
          keys: options.idempotencyKeys,
          clock,
        }),
        letterSenders: new LetterSendersService(port, platform),
        letterTemplates: new LetterTemplatesService({
          templates,
          making,
          files,
          keys: options.idempotencyKeys,
          clock,
          keepPreviewMs: settings.files.keepUnusedMs,
        }),
      };
    },
  };
}

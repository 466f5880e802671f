import type { FileStore } from './capabilities/files/file.store.js';
import { signatureCommands, tidyDrafts } from './capabilities/signatures/signature.command.js';
import type { SignatureFollower } from './capabilities/signatures/signature.follower.js';
import { createSignatureRecords } from './capabilities/signatures/signature.records.js';
import { addSandboxRequests } from './capabilities/signatures/signature.sandbox.js';
import { SignaturesService } from './capabilities/signatures/signatures.service.js';
import type { CallContext } from './context/call-context.js';
import type { CommandDefinition } from './jobs/command.js';
import type { Commands } from './jobs/commands.js';
import type { JourneysOptions } from './journeys-options.js';

/** Signatures that are asked of people. `followers` hear what becomes of each request. */
export async function openSignatures(
  options: JourneysOptions,
  files: FileStore,
  followers: readonly SignatureFollower[],
) {
  const { settings, sandbox, adapters, database, cipher, keyedHash, clock, log } = options;
  const records = createSignatureRecords({ database, cipher, keyedHash });
  if (sandbox) await addSandboxRequests(records, settings.organisation.kbo);
  const signing = {
    port: adapters.port('signatures'),
    platform: adapters.platformOf('signatures'),
    records,
    files,
    clock,
    log,
    longestStepMs: settings.commands.leaseMs / 2,
    followers,
  };
  const definitions = signatureCommands(signing);
  return {
    kinds: [definitions.request, definitions.recall] as readonly CommandDefinition<never>[],
    serve: (commands: Commands) => ({
      signatures: new SignaturesService({ ...signing, commands, definitions, ...settings.signatures }),
      isSignedBy: (fileId: string, citizen: string) => records.isSignedBy(fileId, citizen),
      tidyDrafts: (context: CallContext) => tidyDrafts(signing, context),
    }),
  };
}

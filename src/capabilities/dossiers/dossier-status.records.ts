import type { CommandState, Transaction } from '../../jobs/command.js';
import type { FieldCipher, KeyedHash } from '../../privacy/encryption.js';
import type { Database } from '../../storage/database.js';
import type { PublicationInput } from './dossier-status.command.js';

export type PublicationState = 'PENDING' | 'PUBLISHED' | 'IN_DOUBT' | 'FAILED' | 'CANCELLED';

export interface PublicationRecord {
  readonly id: string;
  readonly organisation: string;
  readonly state: PublicationState;
  readonly reason: string | null;
  readonly commandId: string;
  readonly requestedAt: Date;
  readonly publishedAt: Date | null;
  readonly content: PublicationInput['publication'];
}

const stateOf: Readonly<Record<CommandState, PublicationState>> = {
  ACCEPTED: 'PENDING',
  RUNNING: 'PENDING',
  WAITING: 'PENDING',
  IN_DOUBT: 'IN_DOUBT',
  DONE: 'PUBLISHED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
};

export type DossierStatusRecords = ReturnType<typeof createDossierStatusRecords>;

/** What the municipality showed, or means to show, of its dossiers. */
export function createDossierStatusRecords({
  database,
  cipher,
  keyedHash,
}: {
  readonly database: Database;
  readonly cipher: FieldCipher;
  readonly keyedHash: KeyedHash;
}) {
  return {
    async add(
      tx: Transaction,
      row: Pick<PublicationRecord, 'id' | 'organisation' | 'commandId' | 'requestedAt'> & {
        readonly requestedBy: string;
      },
      { publication }: PublicationInput,
    ): Promise<void> {
      const { data, keyId } = cipher.encrypt(JSON.stringify(publication));
      await tx.dossierStatusPublication.create({
        data: {
          ...row,
          dossierHash: keyedHash.of(publication.number),
          contentEncrypted: data,
          keyId,
          fromAt: new Date(publication.from),
          state: 'PENDING',
        },
      });
    },

    async ofCommand(commandId: string): Promise<PublicationRecord | null> {
      const row = await database.client.dossierStatusPublication.findUnique({ where: { commandId } });
      if (!row) return null;
      const { id, organisation, state, reason, requestedAt, publishedAt, contentEncrypted, keyId } = row;
      return {
        id,
        organisation,
        state: state as PublicationState,
        reason,
        commandId,
        requestedAt,
        publishedAt,
        content: JSON.parse(cipher.decrypt(contentEncrypted, keyId)) as PublicationInput['publication'],
      };
    },

    async published(tx: Transaction, commandId: string, at: Date | null): Promise<void> {
      await tx.dossierStatusPublication.update({ where: { commandId }, data: { publishedAt: at } });
    },

    async follow(
      tx: Transaction,
      commandId: string,
      state: CommandState,
      reason: string | null,
    ): Promise<void> {
      await tx.dossierStatusPublication.update({
        where: { commandId },
        data: { state: stateOf[state], reason },
      });
    },
  };
}

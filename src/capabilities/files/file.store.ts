import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../../context/clock.js';
import type { FieldCipher } from '../../privacy/encryption.js';
import type { Database } from '../../storage/database.js';
import type { Transaction } from '../../jobs/command.js';
import { isOurId } from '../../vocabulary/newest-first.js';
import type { PdfFacts } from './pdf.inspection.js';

/** A file that the hub keeps, without its content. */
export interface StoredFile extends PdfFacts {
  readonly id: string;
  /** KBO number of the organisation it belongs to. */
  readonly organisation: string;
  /** SHA-256 of the file, in hexadecimal. */
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
  readonly mediaType: string;
  readonly createdAt: Date;
  /** When it is removed because nothing uses it; null once something does. */
  readonly expiresAt: Date | null;
}

export interface NewFile extends PdfFacts {
  /** Ours; a new one when left out. */
  readonly id?: string;
  readonly organisation: string;
  readonly content: Buffer;
  readonly mediaType: string;
  /** Actor id. */
  readonly uploadedBy: string;
  /** Null: it is used from the beginning. */
  readonly expiresAt: Date | null;
}

/** A file was removed between the look at it and its use. */
export class FileGone extends Error {}

export type FileStore = ReturnType<typeof createFileStore>;

/** The files that the hub keeps, encrypted. */
export function createFileStore({
  database,
  cipher,
  clock,
}: {
  readonly database: Database;
  readonly cipher: FieldCipher;
  readonly clock: Clock;
}) {
  const { client } = database;
  const omit = { contentEncrypted: true, keyId: true, uploadedBy: true } as const;

  return {
    async add(file: NewFile, tx: Transaction = client): Promise<StoredFile> {
      const { content, ...facts } = file;
      const { data, keyId } = cipher.encryptBytes(content);
      const row = {
        ...facts,
        id: file.id ?? randomUUID(),
        digest: createHash('sha256').update(content).digest('hex'),
        size: content.length,
        createdAt: new Date(clock.now()),
      };
      // As text: the embedded database takes seconds over megabytes of bytes.
      const encoded = Buffer.from(data).toString('base64');
      await tx.$executeRaw`
        INSERT INTO stored_file (id, organisation, digest, size, media_type, pages, page_width, page_height, uploaded_by,
          created_at, expires_at, content_encrypted, key_id)
        VALUES (${row.id}::uuid, ${row.organisation}, ${row.digest}, ${row.size}, ${row.mediaType}, ${row.pages},
          ${row.pageWidth}, ${row.pageHeight}, ${row.uploadedBy}, ${row.createdAt}::timestamptz,
          ${row.expiresAt}::timestamptz, decode(${encoded}, 'base64'), ${keyId})`;
      const { uploadedBy: _, ...stored } = row;
      return stored;
    },

    /** Null when there is none, or when it has expired. */
    async find(id: string): Promise<StoredFile | null> {
      const file = isOurId(id) ? await client.storedFile.findUnique({ where: { id }, omit }) : null;
      return file?.expiresAt && file.expiresAt.getTime() <= clock.now() ? null : file;
    },

    /** Throws when there is no such file. */
    async content(id: string): Promise<Buffer> {
      const [row] = await client.$queryRaw<{ content: string; key_id: string }[]>`
        SELECT encode(content_encrypted, 'base64') AS content, key_id FROM stored_file WHERE id = ${id}::uuid`;
      if (!row) throw new Error('There is no such file.');
      return cipher.decryptBytes(Buffer.from(row.content, 'base64'), row.key_id);
    },

    /** Keeps files for good that something uses now. False when one of them is there no more; nothing must be written then. */
    async use(tx: Transaction, ids: readonly string[]): Promise<boolean> {
      const { count } = await tx.storedFile.updateMany({
        where: {
          id: { in: [...ids] },
          OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(clock.now()) } }],
        },
        data: { expiresAt: null },
      });
      return count === ids.length;
    },

    /** Removes what was uploaded and never used. */
    async sweep(): Promise<number> {
      const { count } = await client.storedFile.deleteMany({
        where: { expiresAt: { lte: new Date(clock.now()) } },
      });
      return count;
    },
  };
}

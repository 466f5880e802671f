import { randomUUID } from 'node:crypto';
import type { LetterTemplate as Row } from '../../generated/prisma/client.js';
import type { Transaction } from '../../jobs/command.js';
import type { Database } from '../../storage/database.js';
import type { TemplateSource } from './letter-template.text.js';
import type { Letter } from './letters.port.js';

export interface LetterTemplateRecord extends TemplateSource {
  readonly id: string;
  /** KBO number. */
  readonly organisation: string;
  /** Such as `beslissing-kippenhok`. */
  readonly name: string;
  /** From 1. */
  readonly version: number;
  readonly language: Letter['language'];
  readonly savedBy: string;
  readonly savedAt: Date;
}

export type NewLetterTemplate = Omit<LetterTemplateRecord, 'id' | 'version'>;

export type LetterTemplates = ReturnType<typeof createLetterTemplates>;

const recordOf = (row: Row): LetterTemplateRecord => ({
  ...row,
  language: row.language as Letter['language'],
});

/** Templates of letters. Each change is a version of its own; what was sent by an older one still finds it. */
export function createLetterTemplates({ client }: Pick<Database, 'client'>) {
  const newest = (tx: Transaction, organisation: string, name: string): Promise<Row | null> =>
    tx.letterTemplate.findFirst({ where: { organisation, name }, orderBy: { version: 'desc' } });

  return {
    /** This version, or the one in use for null; null when there is no such template. */
    async find(
      organisation: string,
      name: string,
      version: number | null,
    ): Promise<LetterTemplateRecord | null> {
      const row =
        version === null
          ? await newest(client, organisation, name)
          : await client.letterTemplate.findUnique({
              where: { organisation_name_version: { organisation, name, version } },
            });
      return row && recordOf(row);
    },

    async byId(id: string): Promise<LetterTemplateRecord | null> {
      const row = await client.letterTemplate.findUnique({ where: { id } });
      return row && recordOf(row);
    },

    /** The version in use of each, by name. */
    async list(organisation: string): Promise<LetterTemplateRecord[]> {
      const rows = await client.letterTemplate.findMany({
        where: { organisation },
        distinct: ['name'],
        orderBy: [{ name: 'asc' }, { version: 'desc' }],
      });
      return rows.map(recordOf);
    },

    /** Adds a version, unless the one in use says the same; the version that is in use then. */
    async save(tx: Transaction, template: NewLetterTemplate): Promise<LetterTemplateRecord> {
      const { organisation, name, language, subject, address, body } = template;
      // Two who save at the same time get versions one after the other.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`letter_template ${organisation} ${name}`}, 0))`;
      const before = await newest(tx, organisation, name);
      const isSame =
        before?.language === language &&
        before.subject === subject &&
        before.address === address &&
        before.body === body;
      if (isSame) return recordOf(before);
      const row = await tx.letterTemplate.create({
        data: { ...template, id: randomUUID(), version: (before?.version ?? 0) + 1 },
      });
      return recordOf(row);
    },
  };
}

import { randomUUID } from 'node:crypto';
import type { TextTemplate as Row } from '../../generated/prisma/client.js';
import type { Transaction } from '../../jobs/command.js';
import type { Database } from '../../storage/database.js';

export interface TextTemplateRecord {
  readonly id: string;
  /** KBO number. */
  readonly organisation: string;
  /** Its name, such as `identiteitskaart-klaar`. */
  readonly key: string;
  /** From 1. */
  readonly version: number;
  readonly content: string;
  readonly savedBy: string;
  readonly savedAt: Date;
}

export interface TemplateField {
  readonly name: string;
  readonly value: string;
}

const field = /\{([a-z][a-zA-Z0-9]{0,31})\}/g;
const keyForm = /^[a-z0-9][a-z0-9-]{0,63}$/;

export const isTemplateKey = (key: string): boolean => keyForm.test(key);

/** The fields of a template, each once, in the order in which they come. */
export function fieldsOf(content: string): string[] {
  return [...new Set([...content.matchAll(field)].map(([, name]) => name as string))];
}

/** Whether every brace belongs to a field: one that does not is a field that was mistyped. */
export const hasStrayBrace = (content: string): boolean => /[{}]/.test(content.replace(field, ''));

/** The text of a template with its fields; what is put in is not looked through for fields. */
export function filled(content: string, fields: readonly TemplateField[]): string {
  const values = new Map(fields.map(({ name, value }) => [name, value]));
  return content.replace(field, (whole, name: string) => values.get(name) ?? whole);
}

export type TextTemplates = ReturnType<typeof createTextTemplates>;

/** Templates of texts. Each change is a version of its own; what was sent by an older one still finds it. */
export function createTextTemplates({ client }: Pick<Database, 'client'>) {
  const newest = (tx: Transaction, organisation: string, key: string): Promise<Row | null> =>
    tx.textTemplate.findFirst({ where: { organisation, key }, orderBy: { version: 'desc' } });

  return {
    /** The version in use; null when there is no such template. */
    find: (organisation: string, key: string): Promise<TextTemplateRecord | null> =>
      newest(client, organisation, key),

    byId: (id: string): Promise<TextTemplateRecord | null> =>
      client.textTemplate.findUnique({ where: { id } }),

    /** The version in use of each, by key. */
    list: (organisation: string): Promise<TextTemplateRecord[]> =>
      client.textTemplate.findMany({
        where: { organisation },
        distinct: ['key'],
        orderBy: [{ key: 'asc' }, { version: 'desc' }],
      }),

    /** Adds a version, unless the one in use says the same; the version that is in use then. */
    async save(
      tx: Transaction,
      template: Omit<TextTemplateRecord, 'id' | 'version'>,
    ): Promise<TextTemplateRecord> {
      const { organisation, key, content } = template;
      // Two who save at the same time get versions one after the other.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`text_template ${organisation} ${key}`}, 0))`;
      const before = await newest(tx, organisation, key);
      if (before?.content === content) return before;
      return tx.textTemplate.create({
        data: { ...template, id: randomUUID(), version: (before?.version ?? 0) + 1 },
      });
    },
  };
}

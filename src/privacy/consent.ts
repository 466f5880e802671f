import { randomUUID } from 'node:crypto';
import type { Clock } from '../context/clock.js';
import type { Consent as ConsentRow } from '../generated/prisma/client.js';
import type { Database, Transaction } from '../storage/database.js';

export type ConsentChannel = 'EBOX' | 'SMS' | 'EMAIL';

/** What citizens are asked their consent for. */
export interface ConsentPurpose {
  readonly code: string;
  /** In a few Dutch words. */
  readonly title: string;
  /** What the citizen agrees to, in Dutch. */
  readonly text: string;
  readonly version: string;
  readonly channels: readonly ConsentChannel[];
  /** What holds for somebody who said nothing. */
  readonly unlessSaid: 'NO' | 'YES';
}

/** What somebody said. */
export interface Saying {
  readonly id: string;
  readonly given: boolean;
  readonly at: Date;
  /** The kind of actor through which it was said. */
  readonly through: string;
  readonly textVersion: string;
}

export interface NewSaying {
  /** Keyed hash of the national number. */
  readonly subjectHash: string;
  readonly purpose: string;
  readonly channel: ConsentChannel;
  readonly given: boolean;
  readonly through: string;
  readonly actorId: string;
  readonly textVersion: string;
}

/** A purpose and a channel, with what one person said of them: the newest last, empty when they said nothing. */
export interface ConsentStanding {
  readonly purpose: ConsentPurpose;
  readonly channel: ConsentChannel;
  readonly holds: boolean;
  readonly sayings: readonly Saying[];
}

/** Whether something may be sent, and what was said last; null when nothing was. */
export interface ConsentBasis {
  readonly holds: boolean;
  readonly sayingId: string | null;
}

export type Consents = ReturnType<typeof createConsents>;

/** Consent by person, purpose and channel: records that are only added to. */
export function createConsents({
  database,
  clock,
  purposes,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly purposes: readonly ConsentPurpose[];
}) {
  const byCode = new Map(purposes.map((purpose) => [purpose.code, purpose]));
  const sayingOf = ({ id, given, at, through, textVersion }: ConsentRow): Saying => ({
    id,
    given,
    at,
    through,
    textVersion,
  });

  /** Whether something may be sent now, with the id of what was said last; null when nothing was, or when the settings do not name it. */
  async function basis(subjectHash: string, code: string, channel: ConsentChannel): Promise<ConsentBasis> {
    const purpose = byCode.get(code);
    if (!purpose?.channels.includes(channel)) return { holds: false, sayingId: null };
    const newest = await database.client.consent.findFirst({
      where: { subjectHash, purpose: code, channel },
      orderBy: { sequence: 'desc' },
      select: { id: true, given: true },
    });
    return { holds: newest?.given ?? purpose.unlessSaid === 'YES', sayingId: newest?.id ?? null };
  }

  /** The same for many people, in one question; by their hashes. */
  async function bases(
    subjectHashes: readonly string[],
    code: string,
    channel: ConsentChannel,
  ): Promise<ReadonlyMap<string, ConsentBasis>> {
    const purpose = byCode.get(code);
    const isAsked = purpose?.channels.includes(channel) ?? false;
    const newest = isAsked
      ? await database.client.consent.findMany({
          where: { subjectHash: { in: [...subjectHashes] }, purpose: code, channel },
          distinct: ['subjectHash'],
          orderBy: [{ subjectHash: 'asc' }, { sequence: 'desc' }],
          select: { id: true, given: true, subjectHash: true },
        })
      : [];
    const said = new Map(newest.map((one) => [one.subjectHash, one]));
    const unlessSaid = isAsked && purpose?.unlessSaid === 'YES';
    return new Map(
      subjectHashes.map((hash) => {
        const saying = said.get(hash);
        return [hash, { holds: saying?.given ?? unlessSaid, sayingId: saying?.id ?? null }];
      }),
    );
  }

  return {
    purposes,
    purpose: (code: string): ConsentPurpose | null => byCode.get(code) ?? null,

    /** Whether something may be sent now. To be asked when it is sent; false for a purpose or channel that the settings do not name. */
    holds: async (subjectHash: string, code: string, channel: ConsentChannel): Promise<boolean> =>
      (await basis(subjectHash, code, channel)).holds,

    basis,
    bases,

    /** Every purpose and channel of the settings, for one person. */
    async standing(subjectHash: string): Promise<ConsentStanding[]> {
      const rows = await database.client.consent.findMany({
        where: { subjectHash },
        orderBy: { sequence: 'asc' },
      });
      return purposes.flatMap((purpose) =>
        purpose.channels.map((channel) => {
          const sayings = rows
            .filter((row) => row.purpose === purpose.code && row.channel === channel)
            .map(sayingOf);
          return {
            purpose,
            channel,
            holds: sayings.at(-1)?.given ?? purpose.unlessSaid === 'YES',
            sayings,
          };
        }),
      );
    },

    /** Adds a record; its id. `also` runs in the same transaction, and false from it undoes the record: null then. */
    async say(
      saying: NewSaying,
      also: (tx: Transaction, id: string) => Promise<boolean>,
    ): Promise<string | null> {
      const id = randomUUID();
      return database.client.$transaction(async (tx) => {
        if (!(await also(tx, id))) return null;
        await tx.consent.create({ data: { id, at: new Date(clock.now()), ...saying } });
        return id;
      });
    },

    /** What was said under this id; null when nothing was. */
    async said(id: string): Promise<{ purpose: string; channel: ConsentChannel } | null> {
      const row = await database.client.consent.findUnique({ where: { id } });
      return row && { purpose: row.purpose, channel: row.channel as ConsentChannel };
    },
  };
}

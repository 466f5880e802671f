import type { Appointment as Row, Prisma } from '../../generated/prisma/client.js';
import { NationalNumber } from '../../identifiers/national-number.js';
import type { Transaction } from '../../jobs/command.js';
import type { FieldCipher } from '../../privacy/encryption.js';
import type { Database } from '../../storage/database.js';
import type { NewestFirstPlace } from '../../vocabulary/newest-first.js';
import type { Appointment, AppointmentCustomer } from './appointments.port.js';

export const appointmentStates = [
  'REQUESTED',
  'BOOKED',
  'IN_DOUBT',
  'REFUSED',
  'CANCELLING',
  'CANCELLED',
  'RESCHEDULED',
] as const;
export type AppointmentState = (typeof appointmentStates)[number];

/** What a citizen may still come to, or may have to: these count for how many one may have. */
export const openStates: readonly AppointmentState[] = ['REQUESTED', 'BOOKED', 'IN_DOUBT', 'CANCELLING'];

/** Why an appointment was refused or cancelled; a code of PlatformError when the platform could not be reached. */
export const appointmentReasons = {
  /** Somebody else was first. */
  slotTaken: 'SLOT_TAKEN',
  /** The platform refused. */
  refused: 'REFUSED',
  /** Its time had come before it was booked or cancelled. */
  past: 'PAST',
  /** The number that a person gave is not the one under which the platform has it. */
  noReference: 'NO_REFERENCE',
  /** An administrator ended the command before it was begun. */
  withdrawn: 'WITHDRAWN',
  /** The platform does not have it any more: cancelled there. */
  atPlatform: 'AT_PLATFORM',
} as const;

export interface RecordedPart {
  /** The platform's id. */
  readonly service: string;
  readonly name: string;
  readonly people: number;
}

/** An appointment as this hub knows it. */
export interface AppointmentRecord {
  /** UUID. */
  readonly id: string;
  /** KBO number of the organisation that receives. */
  readonly organisation: string;
  /** Name of the adapter. */
  readonly platform: string;
  /** The platform's own id; null as long as it is not booked, or not known. */
  readonly platformId: string | null;
  readonly parts: readonly RecordedPart[];
  readonly locationId: string;
  readonly locationName: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Keyed hash of the national number of the citizen whose it is; null when nobody said who. */
  readonly subjectHash: string | null;
  readonly customer: AppointmentCustomer;
  readonly state: AppointmentState;
  /** Null when there is nothing to say. */
  readonly reason: string | null;
  /** The command that books it; also its reference at the platform. */
  readonly commandId: string;
  /** The appointment in whose place it comes; null when in nobody's. */
  readonly replacesId: string | null;
  /** When the link to cancel was used; null while it was not. */
  readonly linkUsedAt: Date | null;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  /** When the platform last told of it; null when it never did. */
  readonly toldAt: Date | null;
}

/** An appointment that no platform was asked for yet. */
export type NewAppointment = Omit<
  AppointmentRecord,
  'platformId' | 'state' | 'reason' | 'linkUsedAt' | 'toldAt'
>;

export interface AppointmentSearch {
  readonly organisation: string;
  /** Null: any. */
  readonly state: AppointmentState | null;
}

export interface AppointmentRange {
  /** The newest request first; those behind this one. */
  readonly after: NewestFirstPlace | null;
  readonly limit: number;
}

/** A citizen has as many appointments to come as one may have. */
export class TooManyAppointments extends Error {
  override readonly name = 'TooManyAppointments';
}

/** It is not, or no longer, in the state from which it could be changed. */
export class AppointmentMoved extends Error {
  override readonly name = 'AppointmentMoved';
}

type Change = Partial<
  Pick<AppointmentRecord, 'platformId' | 'state' | 'reason' | 'linkUsedAt' | 'startsAt' | 'endsAt' | 'toldAt'>
>;

export type AppointmentRecords = ReturnType<typeof createAppointmentRecords>;

/** The hub's own records of appointments. What was told of a person is encrypted; a citizen is found by a keyed hash. */
export function createAppointmentRecords({
  database,
  cipher,
}: {
  readonly database: Database;
  readonly cipher: FieldCipher;
}) {
  const { client } = database;

  function recordOf(row: Row): AppointmentRecord {
    const { customerEncrypted, keyId, parts, state, ...rest } = row;
    return {
      ...rest,
      parts: parts as unknown as readonly RecordedPart[],
      state: state as AppointmentState,
      customer: readCustomer(cipher.decrypt(customerEncrypted, keyId)),
    };
  }

  async function one(where: Prisma.AppointmentWhereInput): Promise<AppointmentRecord | null> {
    const row = await client.appointment.findFirst({ where });
    return row && recordOf(row);
  }

  /** Of one moment by id. */
  async function page(
    where: Prisma.AppointmentWhereInput,
    { after, limit }: AppointmentRange,
  ): Promise<AppointmentRecord[]> {
    const behind = after && {
      // Says nothing more than what follows, but lets an index begin at the place.
      requestedAt: { lte: after.at },
      OR: [{ requestedAt: { lt: after.at } }, { requestedAt: after.at, id: { gt: after.id } }],
    };
    const rows = await client.appointment.findMany({
      where: { AND: [where, behind ?? {}] },
      orderBy: [{ requestedAt: 'desc' }, { id: 'asc' }],
      take: limit,
    });
    return rows.map(recordOf);
  }

  const matching = ({ organisation, state }: AppointmentSearch) => ({
    organisation,
    ...(state !== null && { state }),
  });

  return {
    /**
     * Adds one in a transaction. Throws TooManyAppointments when the citizen would have more than `most` open ones that
     * begin after `now`; two requests at the same time count each other. Throws AppointmentMoved when the one that it
     * replaces is not booked, or has a replacement already.
     */
    async add(
      tx: Transaction,
      { customer, parts, ...appointment }: NewAppointment,
      { most, now }: { readonly most: number; readonly now: Date },
    ): Promise<void> {
      const { subjectHash, replacesId } = appointment;
      if (replacesId !== null) {
        // Written as it is: that holds the row until this transaction ends.
        const stands = await tx.appointment.updateMany({
          where: { id: replacesId, state: 'BOOKED' },
          data: { state: 'BOOKED' },
        });
        const others = await tx.appointment.count({
          where: { replacesId, state: { in: [...openStates] } },
        });
        if (stands.count === 0 || others > 0) throw new AppointmentMoved();
      }
      if (subjectHash !== null) {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`appointments ${subjectHash}`}))`;
        const open = await tx.appointment.count({
          where: { subjectHash, state: { in: [...openStates] }, startsAt: { gt: now } },
        });
        // The one that it replaces goes.
        if (open - (replacesId === null ? 0 : 1) >= most) throw new TooManyAppointments();
      }
      const { data: customerEncrypted, keyId } = cipher.encrypt(writeCustomer(customer));
      await tx.appointment.create({
        data: {
          ...appointment,
          parts: parts as unknown as Prisma.InputJsonValue,
          customerEncrypted,
          keyId,
          state: 'REQUESTED',
        },
      });
    },

    /** Changes one that is in one of these states; whether it was. */
    async change(
      tx: Transaction,
      id: string,
      from: readonly AppointmentState[],
      change: Change,
    ): Promise<boolean> {
      const { count } = await tx.appointment.updateMany({
        where: { id, state: { in: [...from] } },
        data: change,
      });
      return count === 1;
    },

    /** The same outside a transaction. */
    async tell(id: string, from: readonly AppointmentState[], change: Change): Promise<void> {
      await client.appointment.updateMany({ where: { id, state: { in: [...from] } }, data: change });
    },

    find: (id: string): Promise<AppointmentRecord | null> => one({ id }),

    /** The one that a command books. */
    findByCommand: (commandId: string): Promise<AppointmentRecord | null> => one({ commandId }),

    /** The last one that was asked for in the place of another; null when none was. */
    async replacementOf(id: string): Promise<AppointmentRecord | null> {
      const [row = null] = await client.appointment.findMany({
        where: { replacesId: id, state: { not: 'REFUSED' } },
        orderBy: { requestedAt: 'desc' },
        take: 1,
      });
      return row && recordOf(row);
    },

    list: (search: AppointmentSearch, range: AppointmentRange): Promise<AppointmentRecord[]> =>
      page(matching(search), range),

    count: (search: AppointmentSearch): Promise<number> =>
      client.appointment.count({ where: matching(search) }),

    listOf: (subjectHash: string, range: AppointmentRange): Promise<AppointmentRecord[]> =>
      page({ subjectHash }, range),

    countOf: (subjectHash: string): Promise<number> => client.appointment.count({ where: { subjectHash } }),

    /** Booked ones that begin after a moment and not after another, of which that reminder was not taken; the first first. */
    async toRemind(
      minutesBefore: number,
      { after, until }: { readonly after: Date; readonly until: Date },
      { skip, limit }: { readonly skip: number; readonly limit: number },
    ): Promise<AppointmentRecord[]> {
      const rows = await client.appointment.findMany({
        where: {
          state: 'BOOKED',
          startsAt: { gt: after, lte: until },
          reminders: { none: { minutesBefore } },
        },
        orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
        skip,
        take: limit,
      });
      return rows.map(recordOf);
    },

    /** Writes down that a reminder was taken, or that there is nobody to remind. */
    async remindedOf(appointmentId: string, minutesBefore: number, takenAt: Date): Promise<void> {
      await client.appointmentReminder.createMany({
        data: [{ appointmentId, minutesBefore, takenAt }],
        skipDuplicates: true,
      });
    },
  };
}

/** Whether what the platform has under a number is this appointment: our reference stands in its remarks. */
export function isOurs({ commandId }: AppointmentRecord, told: Appointment | null): boolean {
  return told?.remarks?.includes(commandId) ?? false;
}

export function writeCustomer({ nationalNumber, ...fields }: AppointmentCustomer): string {
  return JSON.stringify({ ...fields, nationalNumber: nationalNumber?.reveal() ?? null });
}

export function readCustomer(text: string): AppointmentCustomer {
  const { nationalNumber, ...fields } = JSON.parse(text) as Omit<AppointmentCustomer, 'nationalNumber'> & {
    readonly nationalNumber: string | null;
  };
  return {
    ...fields,
    nationalNumber: nationalNumber === null ? null : NationalNumber.parse(nationalNumber),
  };
}

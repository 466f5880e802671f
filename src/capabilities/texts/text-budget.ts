import { Gauge } from 'prom-client';
import type { Clock } from '../../context/clock.js';
import { brussels, wallTimeOf } from '../../context/wall-time.js';
import type { Transaction } from '../../jobs/command.js';
import type { Log } from '../../operations/log.js';
import type { Metrics } from '../../operations/metrics.js';
import type { Database } from '../../storage/database.js';

export interface BudgetSettings {
  /** Euro cents a month for each organisation that has no budget of its own; null for no limit. */
  readonly monthlyCents: number | null;
  /** By KBO number. */
  readonly organisations: Readonly<Record<string, number>>;
  readonly alarmPercent: number;
}

/** RESERVED: accepted, not sent yet, or in doubt. SPENT: a gateway took it. RELEASED: it costs nothing. */
export type Booking = 'RESERVED' | 'SPENT' | 'RELEASED';

/** What a text costs, and where that is booked. */
export interface Booked {
  readonly organisation: string;
  /** Such as 2026-11. */
  readonly budgetMonth: string;
  readonly priceMicros: bigint;
  readonly booking: Booking;
}

/** A month of an organisation, in millionths of a euro. */
export interface BudgetMonth {
  readonly month: string;
  /** Null for no limit. */
  readonly limitMicros: bigint | null;
  readonly spentMicros: bigint;
  readonly reservedMicros: bigint;
  readonly alarmedAt: Date | null;
}

export const microsPerCent = 10_000;

export const toMicros = (cents: number): bigint => BigInt(Math.round(cents * microsPerCent));

/** The month that a moment is in, by clocks in Brussels. */
export const monthOf = (at: Date): string => wallTimeOf(at, brussels).slice(0, 7);

export type TextBudget = ReturnType<typeof createTextBudget>;

/**
 * What texts may cost, a month at a time. A price is reserved in the transaction that accepts a text, and one statement both
 * looks at the limit and takes the room, so that two who ask at once do not get the same last cent.
 */
export function createTextBudget({
  database,
  settings,
  clock,
  log,
  metrics,
}: {
  readonly database: Database;
  readonly settings: BudgetSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}) {
  const month = () => monthOf(new Date(clock.now()));

  function limitOf(organisation: string): bigint | null {
    const cents = settings.organisations[organisation] ?? settings.monthlyCents;
    return cents === null ? null : toMicros(cents);
  }

  new Gauge({
    name: 'schakel_text_budget_alarm',
    help: 'Whether the texts of an organisation came to the alarm of its budget this month',
    labelNames: ['organisation'],
    registers: [metrics.registry],
    async collect() {
      const rows = await database.client.textBudget
        .findMany({ where: { month: month() }, select: { organisation: true, alarmedAt: true } })
        .catch(() => []);
      this.reset();
      for (const { organisation, alarmedAt } of rows) this.set({ organisation }, alarmedAt ? 1 : 0);
    },
  });

  /** Takes room in a month; false when there is not enough, and then nothing is taken. */
  async function reserve(
    tx: Transaction,
    organisation: string,
    budgetMonth: string,
    micros: bigint,
  ): Promise<boolean> {
    const limit = limitOf(organisation);
    await tx.$executeRaw`
      INSERT INTO text_budget (organisation, month) VALUES (${organisation}, ${budgetMonth}) ON CONFLICT DO NOTHING`;
    const rows = await tx.$executeRaw`
      UPDATE text_budget SET reserved_micros = reserved_micros + ${micros}::bigint
      WHERE organisation = ${organisation} AND month = ${budgetMonth}
        AND (${limit}::bigint IS NULL OR spent_micros + reserved_micros + ${micros}::bigint <= ${limit}::bigint)`;
    return rows === 1;
  }

  async function move(
    tx: Transaction,
    { organisation, budgetMonth }: Pick<Booked, 'organisation' | 'budgetMonth'>,
    reserved: bigint,
    spent: bigint,
  ): Promise<void> {
    if (reserved === 0n && spent === 0n) return;
    await tx.$executeRaw`
      INSERT INTO text_budget (organisation, month, reserved_micros, spent_micros)
      VALUES (${organisation}, ${budgetMonth}, ${reserved}::bigint, ${spent}::bigint)
      ON CONFLICT (organisation, month) DO UPDATE SET
        reserved_micros = text_budget.reserved_micros + excluded.reserved_micros,
        spent_micros = text_budget.spent_micros + excluded.spent_micros`;
  }

  const reservedOf = ({ booking, priceMicros }: Booked) => (booking === 'RESERVED' ? priceMicros : 0n);
  const spentOf = ({ booking, priceMicros }: Booked) => (booking === 'SPENT' ? priceMicros : 0n);

  return {
    month,

    /** Reserves the price of a new text in this month; null when the budget has no room for it. */
    async reserve(tx: Transaction, organisation: string, priceMicros: bigint): Promise<Booked | null> {
      const budgetMonth = month();
      const taken = await reserve(tx, organisation, budgetMonth, priceMicros);
      return taken ? { organisation, budgetMonth, priceMicros, booking: 'RESERVED' } : null;
    },

    /**
     * Looks again when it is about to be sent: the month may be another one, the reservation given back, the budget made smaller.
     * Null when there is no room.
     */
    async renew(tx: Transaction, booked: Booked): Promise<Booked | null> {
      const budgetMonth = month();
      const { organisation, priceMicros } = booked;
      if (booked.booking === 'RESERVED' && booked.budgetMonth === budgetMonth) {
        const limit = limitOf(organisation);
        if (limit === null) return booked;
        const row = await tx.textBudget.findUnique({
          where: { organisation_month: { organisation, month: budgetMonth } },
        });
        return (row?.spentMicros ?? 0n) + priceMicros <= limit ? booked : null;
      }
      if (!(await reserve(tx, organisation, budgetMonth, priceMicros))) return null;
      await move(tx, booked, -reservedOf(booked), 0n);
      return { ...booked, budgetMonth, booking: 'RESERVED' };
    },

    /** Books that it was sent, for what the gateway charges. */
    async spend(tx: Transaction, booked: Booked, priceMicros: bigint): Promise<Booked> {
      await move(tx, booked, -reservedOf(booked), priceMicros - spentOf(booked));
      return { ...booked, priceMicros, booking: 'SPENT' };
    },

    /** Books that it will not be sent; what is spent stays spent. */
    async release(tx: Transaction, booked: Booked): Promise<Booked> {
      if (booked.booking !== 'RESERVED') return booked;
      await move(tx, booked, -reservedOf(booked), 0n);
      return { ...booked, booking: 'RELEASED' };
    },

    /** This month of an organisation. */
    async look(organisation: string): Promise<BudgetMonth> {
      const now = month();
      const row = await database.client.textBudget.findUnique({
        where: { organisation_month: { organisation, month: now } },
      });
      const { spentMicros = 0n, reservedMicros = 0n, alarmedAt = null } = row ?? {};
      return { month: now, limitMicros: limitOf(organisation), spentMicros, reservedMicros, alarmedAt };
    },

    /** Gives the alarm, once a month, when so much is spent and reserved. */
    async watch(organisation: string): Promise<void> {
      const limit = limitOf(organisation);
      if (limit === null) return;
      const budgetMonth = month();
      const from = (limit * BigInt(settings.alarmPercent)) / 100n;
      const rows = await database.client.$executeRaw`
        UPDATE text_budget SET alarmed_at = ${new Date(clock.now())}::timestamptz
        WHERE organisation = ${organisation} AND month = ${budgetMonth} AND alarmed_at IS NULL
          AND spent_micros + reserved_micros >= ${from}::bigint`;
      if (rows === 1)
        log.warn('texts.budget_alarm', {
          organisation,
          month: budgetMonth,
          alarmPercent: settings.alarmPercent,
        });
    },
  };
}

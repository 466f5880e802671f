import { randomUUID } from 'node:crypto';
import { PlatformError } from '../../adapter/platform-error.js';
import { type CallContext, SourceLog } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import { wallTimeOf } from '../../context/wall-time.js';
import type { Log } from '../../operations/log.js';
import type { Database } from '../../storage/database.js';
import type { QuietHours } from '../texts/quiet-hours.js';
import { type AnswerTimes, deadlineOf } from './answer-deadline.js';
import type { AppointmentProvider } from './appointments.service.js';
import type { Slot } from './appointments.port.js';
import type { SlotOfferRecords } from './slot-offer.records.js';
import type { SlotOfferService } from './slot-offer.service.js';
import {
  fits,
  isHeld,
  isPeriodPast,
  questionsOf,
  type SlotQuestion,
  wishKey,
} from './waiting-list.questions.js';
import type { WaitingListRecords } from './waiting-list.records.js';
import type { FreeTime } from './waiting-list.result.js';
import { movePlace, type SlotOffer, type WaitingPlace, waitingReasons } from './waiting-place.js';

/** Tells somebody of an offer. */
export interface OfferTeller {
  /** SMS: it is on its way. NOBODY: there is no way to tell them. LATER: to be tried again. */
  tell(offer: SlotOffer, place: WaitingPlace): Promise<'SMS' | 'NOBODY' | 'LATER'>;
}

export interface WaitingListOfferingOptions {
  readonly database: Database;
  readonly providers: readonly AppointmentProvider[];
  readonly places: WaitingListRecords;
  readonly offers: SlotOfferRecords;
  readonly answers: Pick<SlotOfferService, 'settleAll'>;
  readonly teller: OfferTeller;
  readonly times: AnswerTimes;
  /** Null for none. */
  readonly quietHours: QuietHours | null;
  /** Most days that a platform is asked at once. */
  readonly mostDays: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** What a platform told in this run. */
interface Told {
  readonly question: SlotQuestion;
  readonly slots: readonly Slot[];
}

type Answers = ReadonlyMap<string, readonly Told[]>;

const actorId = 'waiting-list';
const atOnce = 500;
const deadlineMs = 30_000;
/** A time that was offered in vain is not offered to the same person again. */
const inVain = new Set<SlotOffer['state']>(['DECLINED', 'EXPIRED', 'REFUSED']);

/** Offers free times to whoever waits for them, in the order of joining, each to one person at a time. */
export function createWaitingListOffering(options: WaitingListOfferingOptions) {
  const { database, providers, places, offers, answers, teller, times, quietHours, mostDays, clock, log } =
    options;
  const now = () => new Date(clock.now());

  async function everybody(): Promise<WaitingPlace[]> {
    const all: WaitingPlace[] = [];
    for (;;) {
      const last = all.at(-1);
      const found = await places.stillWaiting(last ? { at: last.joinedAt, id: last.id } : null, atOnce);
      all.push(...found);
      if (found.length < atOnce) return all;
    }
  }

  async function endPast(waiting: readonly WaitingPlace[]): Promise<readonly WaitingPlace[]> {
    const left: WaitingPlace[] = [];
    for (const place of waiting) {
      if (place.state !== 'WAITING' || !isPeriodPast(place, now())) left.push(place);
      else {
        const change = { state: 'EXPIRED', reason: waitingReasons.periodPast, actorId, at: now() } as const;
        await database.client.$transaction((tx) => movePlace(tx, place.id, ['WAITING'], change));
      }
    }
    return left;
  }

  /** A platform that does not answer leaves its questions out: nothing is offered, and nothing withdrawn. */
  async function ask(waiting: readonly WaitingPlace[], signal?: AbortSignal): Promise<Answers> {
    const told = new Map<string, Told[]>();
    for (const question of questionsOf(waiting, now(), mostDays)) {
      if (signal?.aborted) break;
      const { platform, parts, location, from, to } = question;
      const port = providers.find((one) => one.platform === platform)?.port;
      try {
        if (!port) throw new PlatformError(platform, 'NOT_CONFIGURED');
        const search = { parts, location: location.id, from, to, fresh: true };
        const { value, source } = await port.slots(search, contextOf(signal));
        if (source.state !== 'FRESH') continue;
        const key = wishKey(platform, parts, location);
        told.set(key, [...(told.get(key) ?? []), { question, slots: value }]);
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error;
        log.warn('waiting-list.unasked', { platform, code: error.code });
      }
    }
    return told;
  }

  const contextOf = (signal: AbortSignal | undefined): CallContext => ({
    correlationId: randomUUID(),
    deadline: clock.now() + deadlineMs,
    actor: { kind: 'SYSTEM', id: actorId },
    subject: null,
    mandate: null,
    purpose: null,
    sources: new SourceLog(),
    ...(signal && { signal }),
  });

  /** Whether the platform says that a time on offer is not free any more; false when it was not asked. */
  function isGone({ locationId, startsAt }: SlotOffer, place: WaitingPlace, told: Answers): boolean {
    const location = place.locations.find(({ id }) => id === locationId);
    if (!location) return false;
    const day = wallTimeOf(startsAt, location.timeZone).slice(0, 10);
    const about = (told.get(wishKey(place.platform, place.parts, location)) ?? []).find(
      ({ question }) => question.from <= day && day <= question.to,
    );
    return about ? !about.slots.some(({ start }) => start.getTime() === startsAt.getTime()) : false;
  }

  /** Offers of which somebody else took the time; whoever had one is where they were in the order. */
  async function withdraw(waiting: readonly WaitingPlace[], told: Answers): Promise<readonly WaitingPlace[]> {
    const after: WaitingPlace[] = [];
    for (const place of waiting) {
      const open = place.offers.find(({ state }) => state === 'OPEN');
      const gone = open && isGone(open, place, told);
      const ended = gone && (await offers.end(open, { state: 'GONE', actorId, at: now() }));
      after.push(ended ? { ...place, state: 'WAITING' } : place);
    }
    return after;
  }

  /** What could be offered to somebody, the first time first. */
  function timesFor(place: WaitingPlace, told: Answers): readonly FreeTime[] {
    const was = new Set(
      place.offers
        .filter(({ state }) => inVain.has(state))
        .map(({ locationId, startsAt }) => `${locationId} ${startsAt.getTime()}`),
    );
    return place.locations
      .flatMap((location) =>
        (told.get(wishKey(place.platform, place.parts, location)) ?? []).flatMap(({ slots }) =>
          slots
            .filter((slot) => fits(place, slot, location))
            .filter(({ start }) => !was.has(`${location.id} ${start.getTime()}`))
            .map((slot) => ({ location, slot })),
        ),
      )
      .toSorted((one, other) => one.slot.start.getTime() - other.slot.start.getTime());
  }

  async function offerTimes(waiting: readonly WaitingPlace[], told: Answers, signal?: AbortSignal) {
    const held = await offers.held();
    for (const place of waiting) {
      if (signal?.aborted) return;
      if (place.state !== 'WAITING') continue;
      for (const { location, slot } of timesFor(place, told)) {
        if (isHeld(held, place.platform, location, slot)) continue;
        const at = now();
        const expiresAt = deadlineOf(at, slot.start, times, quietHours);
        if (!expiresAt) continue;
        const offer = await offers.offer({ place, location, slot, expiresAt, at, actorId });
        if (offer) held.push(offer);
        // Without one it does not wait any more, or another hub was first: the next run sees.
        break;
      }
    }
  }

  async function tell(signal?: AbortSignal): Promise<void> {
    for (const offer of await offers.untold()) {
      if (signal?.aborted) return;
      const place = await places.findByOffer(offer.id);
      const told = place ? await teller.tell(offer, place) : 'NOBODY';
      if (told !== 'LATER') await offers.told(offer.id, told === 'SMS' ? 'SMS' : null, now());
    }
  }

  return {
    /** To be run every few minutes, by one hub at a time. Stopped halfway, the next run goes on from what is written down. */
    async run(signal?: AbortSignal): Promise<void> {
      await answers.settleAll(actorId);
      for (const offer of await offers.expired(now()))
        await offers.end(offer, { state: 'EXPIRED', actorId, at: now() });
      const waiting = await endPast(await everybody());
      const told = await ask(waiting, signal);
      await offerTimes(await withdraw(waiting, told), told, signal);
      await tell(signal);
    },
  };
}

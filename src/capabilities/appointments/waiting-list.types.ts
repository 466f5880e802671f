import { createUnionType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { Connection } from '../../vocabulary/connection.js';
import { enumOf } from '../../vocabulary/enum-of.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { IdempotencyConflict, PlatformUnavailable, Problem } from '../../vocabulary/problem.js';
import { DateScalar, DateTimeScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import { AppointmentPartInput } from './appointments.types.js';
import { AppointmentCustomerInput, AppointmentCustomerView, AppointmentPart } from './booking.types.js';
import {
  offerStates,
  type OfferState,
  type PartOfDay,
  type WaitingPlace,
  waitingStates,
  type WaitingState,
} from './waiting-place.js';

export const waitingStateEnum = enumOf(waitingStates);
const offerStateEnum = enumOf(offerStates);
const partOfDayEnum = enumOf(['MORNING', 'AFTERNOON']);

registerEnumType(waitingStateEnum, {
  name: 'WaitingState',
  description: 'Where a place on the waiting list stands.',
  valuesConfig: {
    WAITING: { description: 'Nothing is free yet.' },
    OFFERED: { description: 'A free time is on offer: see `offer`.' },
    BOOKED: { description: 'An offer was taken and booked: see `appointment`. Final.' },
    LEFT: { description: 'The person does not wait any more. Final.' },
    EXPIRED: { description: 'The period is over, or too many offers were not answered. Final.' },
  },
});
registerEnumType(offerStateEnum, {
  name: 'SlotOfferState',
  description: 'Where an offer of a free time stands.',
  valuesConfig: {
    OPEN: { description: 'It can be taken, until it expires.' },
    ACCEPTED: { description: 'It was taken; the platform has not confirmed the booking yet.' },
    BOOKED: { description: 'It was taken, and is booked.' },
    DECLINED: { description: 'The person left it to somebody else.' },
    EXPIRED: { description: 'It was not answered in time.' },
    GONE: { description: 'Somebody who does not wait here took the time first.' },
    REFUSED: { description: 'The platform did not want to book it.' },
  },
});
registerEnumType(partOfDayEnum, {
  name: 'PartOfDay',
  description: 'Part of a day, by the clock of the location.',
  valuesConfig: {
    MORNING: { description: 'Begins before noon.' },
    AFTERNOON: { description: 'Begins at noon or later.' },
  },
});

@InputType({ description: 'What somebody waits for, where and when.' })
export class JoinWaitingListInput {
  @Field(() => ID, { description: '`id` of an AppointmentService.' })
  service!: string;

  @Field(() => Int, { defaultValue: 1, description: 'For how many people the service is, at least 1.' })
  people!: number;

  @Field(() => [AppointmentPartInput], {
    nullable: true,
    description: 'Further services in the same appointment; null or left out: none.',
  })
  with?: AppointmentPartInput[] | null;

  @Field(() => [ID], {
    description: '`id` of each AppointmentLocation that will do: 1 to 10, all of which offer the services.',
  })
  locations!: string[];

  @Field(() => DateScalar, { nullable: true, description: 'First day; null or left out: today.' })
  from?: string | null;

  @Field(() => DateScalar, {
    description: 'Last day, included; at most 90 days ahead unless this hub is set otherwise.',
  })
  until!: string;

  @Field(() => [Int], {
    nullable: true,
    description: 'Days of the week that will do, 1 for Monday to 7 for Sunday; null, left out or empty: any.',
  })
  weekdays?: number[] | null;

  @Field(() => partOfDayEnum, { nullable: true, description: 'Part of the day that will do; null: any.' })
  partOfDay?: PartOfDay | null;

  @Field(() => AppointmentCustomerInput, {
    description:
      'Who comes, as for a booking. The mobile number, or else the phone number when it is a mobile one, also receives the text about an offer.',
  })
  customer!: AppointmentCustomerInput;
}

@Thing({ description: 'A location where somebody on the waiting list could come.' })
export class WaitingLocation {
  @Field(() => ID, { description: '`id` of the AppointmentLocation.' })
  location!: string;

  @Field(() => String, { description: 'Its name when the person joined.' })
  name!: string;
}

@Personal('dossiers')
@Thing({
  description:
    'A free time that is offered to one person on the waiting list. No platform holds it: somebody at the counter may be first.',
})
export class SlotOffer {
  @Field(() => ID, { description: 'Opaque; the hub’s own.' })
  id!: string;

  @Field(() => offerStateEnum, { description: 'Where it stands.' })
  state!: OfferState;

  @Field(() => DateTimeScalar, { description: 'When the appointment would begin.' })
  start!: Date;

  @Field(() => DateTimeScalar, { description: 'When it would end.' })
  end!: Date;

  @Field(() => ID, { description: '`id` of the AppointmentLocation.' })
  location!: string;

  @Field(() => String, { description: 'Name of the location.' })
  locationName!: string;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  offeredAt!: Date;

  @Field(() => DateTimeScalar, { description: 'Until when it is theirs to take; then it goes to the next.' })
  expiresAt!: Date;

  @Field(() => String, {
    nullable: true,
    description:
      'How the person was told: SMS, a text was handed over to be sent; null when nobody told them, so that a civil servant must call.',
  })
  toldBy!: string | null;
}

@Personal('dossiers')
@Thing({ description: 'A state that a place on the waiting list came into.' })
export class WaitingPlaceChange {
  @Field(() => waitingStateEnum, { description: 'The state.' })
  state!: WaitingState;

  @Field(() => String, {
    nullable: true,
    description:
      'Why, as a code: DECLINED, UNANSWERED, SLOT_TAKEN or REFUSED of the offer before; PERIOD_PAST; null when there is nothing to say.',
  })
  reason!: string | null;

  @Field(() => DateTimeScalar, { description: 'When.' })
  at!: Date;
}

@Personal('dossiers')
@Thing({
  name: 'WaitingPlace',
  description: 'A place on the waiting list (wachtlijst) for an appointment, while nothing is free.',
})
export class WaitingPlaceView {
  @Field(() => ID, { description: 'Opaque; the hub’s own.' })
  id!: string;

  @Field(() => waitingStateEnum, { description: 'Where it stands.' })
  state!: WaitingState;

  @Field(() => [AppointmentPart], { description: 'What the person waits for.' })
  services!: readonly AppointmentPart[];

  @Field(() => [WaitingLocation], { description: 'Where the person could come; one of these.' })
  locations!: readonly WaitingLocation[];

  @Field(() => DateScalar, { description: 'First day.' })
  from!: string;

  @Field(() => DateScalar, { description: 'Last day, included.' })
  until!: string;

  @Field(() => [Int], {
    description: 'Days of the week that will do, 1 for Monday to 7 for Sunday; empty: any.',
  })
  weekdays!: readonly number[];

  @Field(() => partOfDayEnum, { nullable: true, description: 'Part of the day that will do; null: any.' })
  partOfDay!: PartOfDay | null;

  @Field(() => AppointmentCustomerView, { description: 'Who waits.' })
  customer!: AppointmentCustomerView;

  @Field(() => DateTimeScalar, { description: 'When the person joined: that is the order.' })
  joinedAt!: Date;

  @Field(() => SlotOffer, {
    nullable: true,
    description: 'The last time that was offered; null when none ever was.',
  })
  offer!: SlotOffer | null;

  @Field(() => ID, {
    nullable: true,
    description: '`id` of the Appointment that came of it; null unless BOOKED.',
  })
  appointment!: string | null;

  @Field(() => [WaitingPlaceChange], { description: 'Each state that it came into, in order.' })
  history!: readonly WaitingPlaceChange[];

  /** Not in the graph. */
  record!: WaitingPlace;
}

@Thing({
  name: 'WaitingPlaceConnection',
  description: 'A page of the waiting list, in the order of joining (Relay).',
})
export class WaitingPlaceConnection extends Connection(WaitingPlaceView) {}

@Thing({ description: 'A free time, and where.' })
export class WaitingListFreeTime {
  @Field(() => ID, { description: '`id` of the AppointmentLocation.' })
  location!: string;

  @Field(() => String, { description: 'Name of the location.' })
  locationName!: string;

  @Field(() => DateTimeScalar, { description: 'When it begins.' })
  start!: Date;

  @Field(() => DateTimeScalar, { description: 'When it ends.' })
  end!: Date;

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}

@Thing({
  implements: Problem,
  description:
    'Something is free in that period, so nobody need wait: book one of these. Its code is TIMES_ARE_FREE.',
})
export class TimesAreFree extends Problem {
  @Field(() => [WaitingListFreeTime], { description: 'The first ten free times.' })
  times!: readonly WaitingListFreeTime[];
}

@Thing({
  implements: Problem,
  description:
    'What was asked of the waiting list cannot be done; nothing was changed. Its code: ALREADY_WAITING, this person waits for one of these services; NOT_WAITING, the place has ended; NOT_FOUND, the asker has no such one; BUSY, an offer is being booked; OFFER_ENDED, the offer cannot be answered any more; PAST, the last day is over; TOO_FAR, it is too many days ahead; REQUIRED, INVALID, TOO_LONG or NOT_MOBILE, of what was filled in; NOT_YOURS, the national number of somebody else; NOT_SUPPORTED, the platform asks something that this hub cannot give.',
})
export class WaitingListNotPossible extends Problem {
  @Field(() => String, {
    nullable: true,
    description:
      'Which argument it is about, such as `until` or `customer.mobilePhone`; with NOT_SUPPORTED the platform’s name of the field; null when it is about none.',
  })
  field!: string | null;
}

export const JoinWaitingListResult = createUnionType({
  name: 'JoinWaitingListResult',
  description: 'What came of joining the waiting list: the place, or why there is none.',
  types: () =>
    [
      WaitingPlaceView,
      TimesAreFree,
      WaitingListNotPossible,
      PlatformUnavailable,
      IdempotencyConflict,
    ] as const,
});

export const WaitingPlaceResult = createUnionType({
  name: 'WaitingPlaceResult',
  description: 'What came of a change of a place on the waiting list: the place, or why it is as it was.',
  types: () => [WaitingPlaceView, WaitingListNotPossible, IdempotencyConflict] as const,
});

import { createUnionType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import type { NationalNumber } from '../../identifiers/national-number.js';
import { Connection } from '../../vocabulary/connection.js';
import { enumOf } from '../../vocabulary/enum-of.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { IdempotencyConflict, PlatformUnavailable, Problem } from '../../vocabulary/problem.js';
import { DateScalar, DateTimeScalar, NationalNumberScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import { type AppointmentRecord, type AppointmentState, appointmentStates } from './appointment.records.js';
import type { AppointmentCustomer } from './appointments.port.js';
import { AppointmentPartInput, AppointmentSlot } from './appointments.types.js';

export const stateEnum = enumOf(appointmentStates);
const genders = enumOf(['MALE', 'FEMALE', 'OTHER']);

registerEnumType(stateEnum, {
  name: 'AppointmentState',
  description: 'Where an appointment stands.',
  valuesConfig: {
    REQUESTED: { description: 'Written down; the platform has not answered yet.' },
    BOOKED: { description: 'The platform has it.' },
    IN_DOUBT: {
      description:
        'The platform was asked and its answer was lost: it may be booked. It is not asked again; a civil servant looks in the agenda and decides. Do not book it once more.',
    },
    REFUSED: { description: 'It was not booked: see `reason`. Final.' },
    CANCELLING: { description: 'It is being cancelled; the platform has not confirmed that yet.' },
    CANCELLED: { description: 'It was cancelled, here or at the platform. Final.' },
    RESCHEDULED: { description: 'Another one came in its place: see `replacedBy`. Final.' },
  },
});
registerEnumType(genders, {
  name: 'AppointmentGender',
  description: 'Gender of a person, as appointment platforms ask it.',
  valuesConfig: {
    MALE: { description: 'Man.' },
    FEMALE: { description: 'Woman.' },
    OTHER: { description: 'Other, or not told.' },
  },
});

@InputType({
  description:
    'What is told of the person who comes. `appointmentCustomerFields` says what must be filled in; what is not asked there is neither kept nor sent.',
})
export class AppointmentCustomerInput {
  @Field(() => String, {
    nullable: true,
    description: 'Last name; null or left out by a citizen: as the login tells it.',
  })
  lastName?: string | null;

  @Field(() => String, { nullable: true, description: 'Prefix of the last name; null when there is none.' })
  lastNamePrefix?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'First name; null or left out by a citizen: as the login tells it.',
  })
  firstName?: string | null;

  @Field(() => String, { nullable: true, description: 'Initials; null when not told.' })
  initials?: string | null;

  @Field(() => genders, { nullable: true, description: 'Gender; null when not told.' })
  gender?: 'MALE' | 'FEMALE' | 'OTHER' | null;

  @Field(() => DateScalar, { nullable: true, description: 'Date of birth; null when not told.' })
  birthDate?: string | null;

  @Field(() => NationalNumberScalar, {
    nullable: true,
    description:
      'National number; null when not told. A citizen need not give it. An appointment that a civil servant makes with it is among the citizen’s own.',
  })
  nationalNumber?: NationalNumber | null;

  @Field(() => String, { nullable: true, description: 'E-mail address; null when not told.' })
  email?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Phone number, mobile or not; in national notation it is Belgian; null when not told.',
  })
  phone?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Mobile number; in national notation it is Belgian; null when not told.',
  })
  mobilePhone?: string | null;

  @Field(() => String, { nullable: true, description: 'Street; null when not told.' })
  street?: string | null;

  @Field(() => String, { nullable: true, description: 'House number; null when not told.' })
  houseNumber?: string | null;

  @Field(() => String, { nullable: true, description: 'What follows the house number; null when nothing.' })
  houseNumberSuffix?: string | null;

  @Field(() => String, { nullable: true, description: 'Postal code; null when not told.' })
  postalCode?: string | null;

  @Field(() => String, { nullable: true, description: 'Municipality or village; null when not told.' })
  city?: string | null;
}

@InputType({ description: 'An appointment to book.' })
export class BookAppointmentInput {
  @Field(() => ID, { description: '`id` of an AppointmentService.' })
  service!: string;

  @Field(() => Int, { defaultValue: 1, description: 'For how many people the service is, at least 1.' })
  people!: number;

  @Field(() => [AppointmentPartInput], {
    nullable: true,
    description: 'Further services in the same appointment; null or left out: none.',
  })
  with?: AppointmentPartInput[] | null;

  @Field(() => ID, { description: '`id` of an AppointmentLocation that offers the services.' })
  location!: string;

  @Field(() => DateTimeScalar, { description: '`start` of an AppointmentSlot.' })
  start!: Date;

  @Field(() => AppointmentCustomerInput, { description: 'Who comes.' })
  customer!: AppointmentCustomerInput;
}

@Thing({ description: 'A service within an appointment.' })
export class AppointmentPart {
  @Field(() => ID, { description: '`id` of the AppointmentService.' })
  service!: string;

  @Field(() => String, { description: 'Its name when the appointment was made.' })
  name!: string;

  @Field(() => Int, { description: 'For how many people.' })
  people!: number;
}

@Personal('identity', 'contact')
@Thing({ name: 'AppointmentCustomer', description: 'What was told of the person who comes.' })
export class AppointmentCustomerView implements Partial<AppointmentCustomer> {
  @Field(() => String, { description: 'Last name.' })
  lastName!: string;

  @Field(() => String, { nullable: true, description: 'First name; null when not told.' })
  firstName!: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address; null when not told.' })
  email!: string | null;

  @Field(() => String, { nullable: true, description: 'Phone number (E.164); null when not told.' })
  phone!: string | null;

  @Field(() => String, { nullable: true, description: 'Mobile number (E.164); null when not told.' })
  mobilePhone!: string | null;
}

@Personal('dossiers')
@Thing({
  description:
    'An appointment (afspraak) that was made through this hub. One that was made at the counter or on another website is not here.',
})
export class Appointment {
  @Field(() => ID, { description: 'Opaque; the hub’s own.' })
  id!: string;

  @Field(() => String, {
    description:
      'What stands in the remarks of the appointment at the platform, so that a civil servant finds it there; also the id of the command that books it.',
  })
  reference!: string;

  @Field(() => stateEnum, { description: 'Where it stands.' })
  state!: AppointmentState;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it was refused or is in doubt, as a code: SLOT_TAKEN, REFUSED, PAST, WITHDRAWN, or of the error of the platform, such as TIMEOUT; AT_PLATFORM when it was cancelled there; with BOOKED: why it could not be cancelled; null when there is nothing to say.',
  })
  reason!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it begins.' })
  start!: Date;

  @Field(() => DateTimeScalar, { description: 'When it ends.' })
  end!: Date;

  @Field(() => [AppointmentPart], { description: 'What it is for.' })
  services!: readonly AppointmentPart[];

  @Field(() => ID, { description: '`id` of the AppointmentLocation.' })
  location!: string;

  @Field(() => String, { description: 'Name of the location when the appointment was made.' })
  locationName!: string;

  @Field(() => AppointmentCustomerView, { description: 'Who comes.' })
  customer!: AppointmentCustomerView;

  @Field(() => String, {
    nullable: true,
    description:
      'Where a video appointment takes place: a room of its own, for whoever has this address; null for an appointment at the location, and as long as it is not booked.',
  })
  videoUrl!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'A page on which whoever has this address cancels the appointment, once, without a login: for a text or an e-mail. It works until the appointment begins; null when it cannot be cancelled with it.',
  })
  cancelUrl!: string | null;

  @Field(() => String, {
    description: 'Where the logged-in citizen whose it is downloads it as a file for a calendar (.ics).',
  })
  calendarUrl!: string;

  @Field(() => ID, {
    nullable: true,
    description: '`id` of the appointment in whose place it comes; null when in nobody’s.',
  })
  replaces!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  requestedAt!: Date;

  @Field(() => Source, {
    description:
      'Where its state came from. The platform is asked again for what is booked and still to come: when it does not answer, the hub’s own record stands, as STALE.',
  })
  source!: Source;

  /** Not in the graph. */
  record!: AppointmentRecord;
}

@Thing({ description: 'A page of appointments, the newest request first (Relay).' })
export class AppointmentConnection extends Connection(Appointment) {}

@Thing({
  implements: Problem,
  description:
    'That time is not free, or no longer; nothing was booked. Its code is SLOT_TAKEN. Free times around it are beside it.',
})
export class SlotTaken extends Problem {
  @Field(() => [AppointmentSlot], {
    description:
      'The free times nearest to the one that was asked, in order, for the same services at the same location. Empty too when they could not be asked.',
  })
  alternatives!: readonly AppointmentSlot[];
}

@Thing({
  implements: Problem,
  description:
    'What was asked cannot be done; nothing was changed. Its code: PAST, that time has come; REQUIRED, INVALID, TOO_LONG or NOT_MOBILE, of what was filled in; NOT_YOURS, the national number of somebody else; NOT_SUPPORTED, the platform asks something that this hub cannot give; TOO_MANY, the citizen has too many appointments to come; NOT_FOUND, the asker has no such appointment; NOT_BOOKED, it does not stand, or it is not certain that it does; BUSY, it is being rescheduled; NO_REFERENCE, it is not known under which number the platform has it; REFUSED, the platform says no; WITHDRAWN, an administrator ended it; OFFER_ENDED, the time was offered and that offer was declined or has expired.',
})
export class AppointmentNotPossible extends Problem {
  @Field(() => String, {
    nullable: true,
    description:
      'Which argument it is about, such as `start` or `customer.mobilePhone`; with NOT_SUPPORTED the platform’s name of the field; null when it is about none.',
  })
  field!: string | null;
}

export const BookAppointmentResult = createUnionType({
  name: 'BookAppointmentResult',
  description:
    'What came of a booking: the appointment, BOOKED, or still REQUESTED or IN_DOUBT when the platform did not answer in time; or why there is none.',
  types: () =>
    [Appointment, SlotTaken, AppointmentNotPossible, PlatformUnavailable, IdempotencyConflict] as const,
});

export const CancelAppointmentResult = createUnionType({
  name: 'CancelAppointmentResult',
  description:
    'What came of a cancellation: the appointment, CANCELLED, or still CANCELLING when the platform did not answer in time; or why it was left as it was.',
  types: () => [Appointment, AppointmentNotPossible, PlatformUnavailable, IdempotencyConflict] as const,
});

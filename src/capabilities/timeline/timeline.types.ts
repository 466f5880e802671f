import { createUnionType, Field, ID, registerEnumType } from 'type-graphql';
import { Edge, type EdgeOf, PageInfo } from '../../vocabulary/connection.js';
import { enumOf } from '../../vocabulary/enum-of.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { DateTimeScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import { Appointment } from '../appointments/booking.types.js';
import { WaitingPlaceView } from '../appointments/waiting-list.types.js';
import { DossierView } from '../dossiers/dossiers.types.js';
import { OwnLetter } from '../letters/letters.types.js';
import { OwnSignatureRequest } from '../signatures/signatures.types.js';

export const timelineKinds = enumOf(['APPOINTMENT', 'DOSSIER', 'LETTER', 'SIGNATURE_REQUEST', 'SLOT_OFFER']);
export type TimelineKind = keyof typeof timelineKinds;

registerEnumType(timelineKinds, {
  name: 'TimelineKind',
  description: 'What an entry of the timeline is about.',
  valuesConfig: {
    APPOINTMENT: { description: 'The citizen asked for an appointment, or somebody did for them.' },
    DOSSIER: { description: 'A dossier came into a state.' },
    LETTER: { description: 'The citizen was sent a letter.' },
    SIGNATURE_REQUEST: { description: 'The citizen was asked to sign something, or did.' },
    SLOT_OFFER: { description: 'A free time was offered to the citizen, who is on the waiting list.' },
  },
});

const TimelineItem = createUnionType({
  name: 'TimelineItem',
  description: 'The thing that an entry of the timeline is about, as it is now.',
  types: () => [Appointment, DossierView, OwnLetter, OwnSignatureRequest, WaitingPlaceView] as const,
});

@Personal('dossiers')
@Thing({ description: 'Something that happened for a citizen, on whatever platform.' })
export class TimelineEntry {
  @Field(() => ID, { description: 'Opaque; the same each time that this entry is asked.' })
  id!: string;

  @Field(() => DateTimeScalar, { description: 'When it happened, as the platform says.' })
  at!: Date;

  @Field(() => timelineKinds, { description: 'What it is about.' })
  kind!: TimelineKind;

  @Field(() => String, {
    description:
      'What to call it, in the words of who made it: the name of a dossier, what a letter is about, what is to be signed, what an appointment, or an offer of one, is for.',
  })
  title!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'What happened: the status that a dossier came into, in its authority’s words; SENT for a letter; the state of an appointment, or of an offer of one, as it is now; REQUESTED, or what the citizen did with a request for signatures (SIGNED, REVIEWED, DECLINED); null when the platform does not say.',
  })
  detail!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the citizen must do something now; false for what is past; null when the platform says nothing about it.',
  })
  actionNeeded!: boolean | null;

  @Field(() => String, { description: 'Name of the adapter that it came from, such as `burgerprofiel`.' })
  platform!: string;

  @Field(() => TimelineItem, { description: 'The thing itself, as it is now.' })
  item!: Appointment | DossierView | OwnLetter | OwnSignatureRequest | WaitingPlaceView;
}

const TimelineEntryEdge = Edge(TimelineEntry);

@Thing({ description: 'A page of the timeline (Relay), with where each part of it came from.' })
export class TimelineConnection {
  @Field(() => [TimelineEntryEdge], { description: 'The entries with their cursors.' })
  edges!: EdgeOf<TimelineEntry>[];

  @Field(() => [TimelineEntry], { description: 'The entries, newest first.' })
  nodes!: TimelineEntry[];

  @Field(() => PageInfo, { description: 'Where this page ends.' })
  pageInfo!: PageInfo;

  @Field(() => [Source], {
    description:
      'One for each platform that the timeline asks. Of one that is UNAVAILABLE the entries are missing, which says nothing about what exists; `reason` is PARTIAL when a platform gave a part.',
  })
  sources!: Source[];
}

import { Field, Float, InputType, registerEnumType } from 'type-graphql';
import { Connection } from '../../vocabulary/connection.js';
import { enumOf } from '../../vocabulary/enum-of.js';
import { Thing } from '../../vocabulary/marks.js';
import { DateScalar, DateTimeScalar, GeoJsonScalar, OmvNumberScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import { type DeadlineKind, deadlineKinds } from './permit.deadlines.js';
import {
  type BoundingBox,
  type Lambert72Geometry,
  type PermitCodeListName,
  type PermitKind,
  permitKinds,
  type PermitPhase,
  type PermitProcedure,
} from './permits.port.js';

const permitKindEnum = enumOf(permitKinds);
registerEnumType(permitKindEnum, {
  name: 'PermitKind',
  description: 'What a project asks a permit for: in which layer of the open data it is.',
  valuesConfig: {
    URBAN_DEVELOPMENT: { description: 'Building and the like (stedenbouwkundige handelingen).' },
    SUBDIVISION: { description: 'Dividing land into lots (verkaveling).' },
    CLASSIFIED_ESTABLISHMENT: {
      description: 'A business that may be a nuisance (ingedeelde inrichting of activiteit, IIOA).',
    },
    RETAIL: { description: 'Retail (kleinhandel).' },
  },
});

const phases: { readonly [P in PermitPhase]: P } = {
  SUBMITTED: 'SUBMITTED',
  COMPLETE: 'COMPLETE',
  PUBLIC_INQUIRY: 'PUBLIC_INQUIRY',
  DECIDED: 'DECIDED',
  POSTED: 'POSTED',
  CLOSED: 'CLOSED',
  UNKNOWN: 'UNKNOWN',
};
registerEnumType(phases, {
  name: 'PermitPhase',
  description: 'How far a project is, as the settings of this hub read its `state`.',
  valuesConfig: {
    SUBMITTED: { description: 'Filed (ingediend).' },
    COMPLETE: { description: 'Declared complete (volledig en ontvankelijk).' },
    PUBLIC_INQUIRY: { description: 'In public inquiry (openbaar onderzoek).' },
    DECIDED: { description: 'Decided, not known to be posted.' },
    POSTED: { description: 'The decision is posted on the site (aangeplakt).' },
    CLOSED: { description: 'Nothing is to come.' },
    UNKNOWN: { description: 'The settings do not name this state: there is no public list of states.' },
  },
});

const procedures: { readonly [P in PermitProcedure]: P } = {
  NORMAL: 'NORMAL',
  NORMAL_WITH_POVC: 'NORMAL_WITH_POVC',
  SIMPLIFIED: 'SIMPLIFIED',
  NONE: 'NONE',
  UNKNOWN: 'UNKNOWN',
};
registerEnumType(procedures, {
  name: 'PermitProcedure',
  description: 'The procedure that a project follows, as the settings of this hub say for its type.',
  valuesConfig: {
    NORMAL: { description: 'The normal procedure (gewone procedure).' },
    NORMAL_WITH_POVC: { description: 'The normal procedure with advice of the POVC.' },
    SIMPLIFIED: { description: 'The simplified procedure (vereenvoudigde procedure).' },
    NONE: { description: 'None with terms that this hub knows, such as a notification (melding).' },
    UNKNOWN: { description: 'The open data does not tell, and neither do the settings.' },
  },
});

const deadlineKindEnum = enumOf(deadlineKinds);
registerEnumType(deadlineKindEnum, {
  name: 'PermitDeadlineKind',
  description: 'A legal term of a project.',
  valuesConfig: {
    COMPLETENESS_CHECK: { description: 'Until when the authority checks whether the dossier is complete.' },
    PUBLIC_INQUIRY_END: { description: 'Last day of the public inquiry (openbaar onderzoek).' },
    DECISION: { description: 'Until when the authority decides.' },
    POSTING_END: { description: 'Until when the decision is posted on the site (aanplakking).' },
    APPEAL_END: { description: 'Until when an appeal may be lodged (beroep).' },
    WORKS_MAY_BEGIN: { description: 'From when works may begin, when nobody appeals.' },
  },
});

const deadlineStates = enumOf(['COMPUTED', 'UNKNOWN']);
registerEnumType(deadlineStates, {
  name: 'PermitDeadlineStatus',
  description: 'Whether a term could be computed.',
  valuesConfig: {
    COMPUTED: { description: 'From the dates of the project and the legal terms in the settings.' },
    UNKNOWN: { description: 'The term runs or will run; what is known does not tell until when.' },
  },
});

export const codeLists: { readonly [L in PermitCodeListName]: L } = {
  PROJECT_TYPE: 'PROJECT_TYPE',
  EVENT: 'EVENT',
};
registerEnumType(codeLists, {
  name: 'PermitCodeList',
  description: 'A list of codes of Omgevingsloket.',
  valuesConfig: {
    PROJECT_TYPE: { description: 'Types of projects (projecttypes).' },
    EVENT: { description: 'Events in the life of a project (gebeurtenissen).' },
  },
});

@Thing({
  name: 'Lambert72BoundingBox',
  description: 'A rectangle in metres of Lambert 72 (EPSG:31370).',
})
export class BoundingBoxView implements BoundingBox {
  @Field(() => Float, { description: 'Western edge.' })
  minX!: number;

  @Field(() => Float, { description: 'Southern edge.' })
  minY!: number;

  @Field(() => Float, { description: 'Eastern edge.' })
  maxX!: number;

  @Field(() => Float, { description: 'Northern edge.' })
  maxY!: number;
}

@Thing({ description: 'A code of Omgevingsloket.' })
export class PermitCode {
  @Field(() => String, { description: 'The code, such as omv2019_aanvraag.' })
  code!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What it means, in Dutch; null for a code that this hub does not know.',
  })
  label!: string | null;
}

@Thing({ description: 'Where an object of a project is.' })
export class PermitLocation {
  @Field(() => GeoJsonScalar, { description: 'Its geometry, in metres of Lambert 72 (EPSG:31370).' })
  geometry!: Lambert72Geometry;

  @Field(() => BoundingBoxView, { description: 'The rectangle around it.' })
  boundingBox!: BoundingBoxView;
}

@Thing({ description: 'What a project is about (voorwerp): a building, a plot, a business.' })
export class PermitObject {
  @Field(() => String, { description: 'Its voorwerp_uuid in Omgevingsloket.' })
  uuid!: string;

  @Field(() => permitKindEnum, { description: 'In which layer of the open data it is.' })
  kind!: PermitKind;

  @Field(() => String, {
    nullable: true,
    description: 'The state of the project as this layer says it; null when it does not.',
  })
  state!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when; null when not known.' })
  stateSince!: Date | null;

  @Field(() => PermitLocation, {
    nullable: true,
    description: 'Where it is; null when the open data has no usable geometry.',
  })
  location!: PermitLocation | null;
}

@Thing({ description: 'A legal term of a project, in calendar days, as far as it can be known.' })
export class PermitDeadline {
  @Field(() => deadlineKindEnum, { description: 'Which term.' })
  kind!: DeadlineKind;

  @Field(() => deadlineStates, { description: 'Whether it could be computed.' })
  status!: 'COMPUTED' | 'UNKNOWN';

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day; null when UNKNOWN. No other day is taken for a weekend or a holiday.',
  })
  day!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'The day when the authority extends the term; null when it cannot be extended, or when `day` is null.',
  })
  extendedDay!: string | null;

  @Field(() => String, { description: 'How it was computed, or why it was not, in Dutch.' })
  explanation!: string;
}

@Thing({
  description:
    'A project in Omgevingsloket (omgevingsvergunningsproject), from the open data of Departement Omgeving. Who applied is left out: it may be a person.',
})
export class PermitProject {
  @Field(() => OmvNumberScalar, { description: 'Its number (projectnummer).' })
  number!: string;

  @Field(() => [permitKindEnum], { description: 'What it asks a permit for.' })
  kinds!: readonly PermitKind[];

  @Field(() => PermitCode, {
    nullable: true,
    description: 'Its type (projecttype); null when the open data has none.',
  })
  type!: PermitCode | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Its state (huidige toestand) in the words of the platform, which has no public list of them; null when it gives none.',
  })
  state!: string | null;

  @Field(() => phases, { description: 'How far it is.' })
  phase!: PermitPhase;

  @Field(() => procedures, { description: 'Which procedure it follows.' })
  procedure!: PermitProcedure;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was filed (datum indiening); null when not known.',
  })
  submittedAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when it is in its state (datum huidige toestand); null when not known.',
  })
  stateSince!: Date | null;

  @Field(() => [PermitObject], {
    description: 'What it is about, within or on the edge of the municipality’s rectangle.',
  })
  objects!: readonly PermitObject[];

  @Field(() => String, {
    nullable: true,
    description:
      'Its page for people in Omgevingsloket; null when Omgevingsloket is not configured. The page may show nothing for a project without a public inquiry or a decision.',
  })
  publicPage!: string | null;

  @Field(() => [PermitDeadline], {
    description: 'Its legal terms that still matter in its phase; some may be past.',
  })
  deadlines!: readonly PermitDeadline[];

  @Field(() => PermitDeadline, {
    nullable: true,
    description:
      'The first of them from today on; one that is UNKNOWN when no other is left; null when none is.',
  })
  nextDeadline!: PermitDeadline | null;

  @Field(() => Source, {
    description: 'Where this came from, and when our copy was last brought up to date.',
  })
  source!: Source;
}

@Thing({ description: 'A page of projects, the highest number first (Relay).' })
export class PermitProjectConnection extends Connection(PermitProject) {}

@InputType('Lambert72BoundingBoxInput', {
  description: 'A rectangle in metres of Lambert 72 (EPSG:31370).',
})
export class BoundingBoxInput implements BoundingBox {
  @Field(() => Float, { description: 'Western edge.' })
  minX!: number;

  @Field(() => Float, { description: 'Southern edge.' })
  minY!: number;

  @Field(() => Float, { description: 'Eastern edge, not west of the western one.' })
  maxX!: number;

  @Field(() => Float, { description: 'Northern edge, not south of the southern one.' })
  maxY!: number;
}

@InputType({ description: 'Which projects; every condition must hold, and an empty filter gives all.' })
export class PermitFilter {
  @Field(() => [permitKindEnum], { nullable: true, description: 'At least one of these kinds.' })
  kinds?: PermitKind[] | null;

  @Field(() => [String], { nullable: true, description: 'One of these types, by code: see `permitCodes`.' })
  types?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'One of these states, in the words of the platform, exactly.',
  })
  states?: string[] | null;

  @Field(() => DateScalar, { nullable: true, description: 'Filed on this day (in Brussels) or later.' })
  submittedSince?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Came into its state on this day (in Brussels) or later.',
  })
  changedSince?: string | null;

  @Field(() => BoundingBoxInput, {
    nullable: true,
    description: 'At least one object whose bounding box touches this rectangle.',
  })
  within?: BoundingBoxInput | null;
}

/** What the simulated register knows of an association; documents are made from it. */
export interface AssociationRecord {
  readonly vCode: string;
  /** VZER, VZW, IVZW, PS or SVON. */
  readonly type: string;
  /** FV, SUB or NB; null for an association with legal personality. */
  readonly subtype: string | null;
  readonly partOf: {
    readonly vCode: string;
    readonly identification: string;
    readonly description: string;
  } | null;
  readonly name: string;
  readonly shortName: string;
  /** Only with legal personality. */
  readonly callName: string | null;
  readonly description: string;
  readonly startDate: string | null;
  readonly status: 'Actief' | 'Gestopt';
  readonly optedOut: boolean;
  readonly removed: boolean;
  readonly beingDissolved: boolean;
  readonly minimumAge: number;
  readonly maximumAge: number;
  readonly activities: readonly string[];
  readonly areas: readonly { readonly code: string; readonly name: string }[];
  readonly contacts: readonly ContactRecord[];
  readonly locations: readonly LocationRecord[];
  readonly kboNumber: string | null;
  readonly memberships: readonly MembershipRecord[];
  readonly relations: readonly {
    readonly type: string;
    readonly vCode: string;
    readonly kboNumber: string;
    readonly name: string;
  }[];
  readonly recognitions: readonly RecognitionRecord[];
  readonly changedOn: string;
  readonly sequence: number;
  readonly representatives: readonly RepresentativeRecord[];
  readonly endDate?: string | null;
}

export interface RepresentativeRecord {
  readonly id: number;
  readonly insz: string;
  /** Hoofdvertegenwoordiger, as the ACM API tells it. */
  readonly main: boolean;
  readonly givenName: string;
  readonly familyName: string;
  readonly role: string;
  readonly callName: string;
  readonly primary: boolean;
  readonly email: string;
  readonly telephone: string;
  readonly mobile: string;
  readonly socialMedia: string;
}

/** A thing that happened to an association, as its history tells it. */
export interface EventRecord {
  readonly kind: string;
  readonly description: string;
  readonly initiator: string;
  readonly at: string;
  readonly data: unknown;
}

export interface ContactRecord {
  /** Number within the association; the place in the list while nobody gave it one. */
  readonly id?: number;
  readonly type: string;
  readonly value: string;
  readonly description: string;
  readonly primary: boolean;
}

export interface LocationRecord {
  /** As of a contact. */
  readonly id?: number;
  readonly type: string;
  readonly primary: boolean;
  readonly name: string;
  readonly street: string;
  readonly houseNumber: string;
  readonly boxNumber: string;
  readonly postalCode: string;
  readonly municipality: string;
  /** Number in the address register; null when the address was not matched. */
  readonly addressId: number | null;
}

export interface MembershipRecord {
  readonly vCode: string;
  readonly from: string;
  readonly to: string;
  readonly identification: string;
  readonly description: string;
}

export interface RecognitionRecord {
  readonly id: number;
  readonly ovoCode: string;
  readonly grantedBy: string;
  readonly productNumber: string;
  readonly productName: string;
  readonly from: string;
  readonly to: string;
  readonly renewalDate: string;
  readonly renewalUrl: string;
  readonly suspensionReason: string;
  readonly status: string;
}

export type RecordPatch = Partial<Omit<AssociationRecord, 'vCode' | 'sequence' | 'removed'>>;

/** A change that was made and that the register does not show yet. */
interface Unseen {
  readonly record: AssociationRecord;
  readonly events: readonly EventRecord[];
  readonly version: number;
  readonly seenAt: number;
}

interface Written {
  readonly record: AssociationRecord;
  readonly version: number;
}

/** Who keeps the register of Flanders; what it did itself has this initiator. */
const keeper = 'OVO002949';

/**
 * The register's state: what was written, and what it shows of that. Every change gives its association the next
 * sequence number; it is shown once `lagMs` has passed since it was written.
 */
export class RegisterState {
  readonly #shown = new Map<string, AssociationRecord>();
  readonly #shownVersions = new Map<string, number>();
  readonly #history = new Map<string, EventRecord[]>();
  readonly #written = new Map<string, Written>();
  #unseen: Unseen[] = [];
  #sequence = 0;
  #shownSequence = 0;
  #lastNumber = 1000;
  lagMs = 0;

  constructor(
    records: readonly AssociationRecord[],
    private readonly today: () => string,
    private readonly now: () => number = () => Date.parse(today()),
  ) {
    for (const record of records) this.#show(this.#keep(record, 1), [], 1);
  }

  /** The latest sequence number that is shown. */
  get sequence(): number {
    this.#catchUp();
    return this.#shownSequence;
  }

  all(): AssociationRecord[] {
    this.#catchUp();
    return [...this.#shown.values()];
  }

  /** What the public may see: active, not removed, not opted out. */
  visible(): AssociationRecord[] {
    return this.all().filter(isVisible);
  }

  find(vCode: string): AssociationRecord | undefined {
    this.#catchUp();
    return this.#shown.get(vCode.toUpperCase());
  }

  /** As `find` shows it: its version, and what happened to it. */
  shownVersion(vCode: string): number {
    return this.#shownVersions.get(vCode.toUpperCase()) ?? 0;
  }

  history(vCode: string): readonly EventRecord[] {
    this.#catchUp();
    const record = this.#shown.get(vCode.toUpperCase());
    if (!record) return [];
    const events = this.#history.get(record.vCode) ?? [];
    return events[0]?.kind.endsWith('WerdGeregistreerd') ? events : [registered(record), ...events];
  }

  /** What was written, shown or not. */
  written(vCode: string): Written | undefined {
    return this.#written.get(vCode.toUpperCase());
  }

  changesSince(sequence: number): { vCode: string; sequence: number }[] {
    return this.all()
      .filter((record) => record.sequence > sequence)
      .sort((one, other) => one.sequence - other.sequence)
      .map((record) => ({ vCode: record.vCode, sequence: record.sequence }));
  }

  change(vCode: string, patch: RecordPatch): AssociationRecord {
    return this.#atOnce({ ...this.#require(vCode), ...patch });
  }

  remove(vCode: string): void {
    this.#atOnce({ ...this.#require(vCode), removed: true });
  }

  /** Adds an association with the next vCode; what is left out is copied from V0001001. */
  add(patch: RecordPatch): AssociationRecord {
    const vCode = this.nextVCode();
    return this.#atOnce({
      ...this.#require('V0001001'),
      representatives: [],
      ...patch,
      vCode,
      removed: false,
    });
  }

  nextVCode(): string {
    return `V${String(this.#lastNumber + 1).padStart(7, '0')}`;
  }

  /** Writes a change with what happened, one sequence number and one version for each event. */
  write(record: AssociationRecord, events: readonly EventRecord[]): Written {
    const before = this.#written.get(record.vCode)?.version ?? 0;
    const version = before + events.length;
    const written = this.#keep(
      { ...record, changedOn: this.today(), sequence: this.#sequence + events.length },
      version,
    );
    this.#unseen.push({ record: written, events, version, seenAt: this.now() + this.lagMs });
    return { record: written, version };
  }

  /** A change from outside the beheer API, shown with everything before it. */
  #atOnce(record: AssociationRecord): AssociationRecord {
    this.#catchUp(Infinity);
    const at = new Date(this.now()).toISOString();
    const { record: written } = this.write(record, [
      { kind: 'VerenigingWerdGewijzigd', description: 'Gewijzigd.', initiator: keeper, at, data: null },
    ]);
    this.#catchUp(Infinity);
    return written;
  }

  #catchUp(until = this.now()): void {
    if (this.#unseen.length === 0) return;
    const due = this.#unseen.filter(({ seenAt }) => seenAt <= until);
    this.#unseen = this.#unseen.filter(({ seenAt }) => seenAt > until);
    for (const { record, events, version } of due) this.#show(record, events, version);
  }

  #require(vCode: string): AssociationRecord {
    const record = this.written(vCode)?.record;
    if (!record) throw new Error(`The simulated register has no ${vCode}.`);
    return record;
  }

  #keep(record: AssociationRecord, version: number): AssociationRecord {
    this.#written.set(record.vCode, { record, version });
    this.#sequence = Math.max(this.#sequence, record.sequence);
    this.#lastNumber = Math.max(this.#lastNumber, Number(record.vCode.slice(1)));
    return record;
  }

  #show(record: AssociationRecord, events: readonly EventRecord[], version: number): void {
    const { vCode } = record;
    this.#shown.set(vCode, record);
    this.#shownVersions.set(vCode, version);
    if (events.length > 0) this.#history.set(vCode, [...(this.#history.get(vCode) ?? []), ...events]);
    this.#shownSequence = Math.max(this.#shownSequence, record.sequence);
  }
}

function registered(record: AssociationRecord): EventRecord {
  return {
    kind: record.kboNumber
      ? 'VerenigingMetRechtspersoonlijkheidWerdGeregistreerd'
      : 'VerenigingZonderEigenRechtspersoonlijkheidWerdGeregistreerd',
    description: `Vereniging werd geregistreerd met naam '${record.name}'.`,
    initiator: keeper,
    at: `${record.startDate ?? '2022-01-01'}T09:00:00Z`,
    data: { vCode: record.vCode },
  };
}

export function isVisible(record: AssociationRecord): boolean {
  return record.status === 'Actief' && !record.optedOut && !record.removed;
}

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
  readonly representatives: readonly { readonly id: number; readonly insz: string; readonly main: boolean }[];
}

export interface ContactRecord {
  readonly type: string;
  readonly value: string;
  readonly description: string;
  readonly primary: boolean;
}

export interface LocationRecord {
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

/** The register's state. Every change gives its association the next sequence number. */
export class RegisterState {
  readonly #records = new Map<string, AssociationRecord>();
  #sequence = 0;
  #lastNumber = 1000;

  constructor(
    records: readonly AssociationRecord[],
    private readonly today: () => string,
  ) {
    for (const record of records) this.#keep(record);
  }

  get sequence(): number {
    return this.#sequence;
  }

  all(): AssociationRecord[] {
    return [...this.#records.values()];
  }

  /** What the public may see: active, not removed, not opted out. */
  visible(): AssociationRecord[] {
    return this.all().filter(isVisible);
  }

  find(vCode: string): AssociationRecord | undefined {
    return this.#records.get(vCode.toUpperCase());
  }

  changesSince(sequence: number): { vCode: string; sequence: number }[] {
    return this.all()
      .filter((record) => record.sequence > sequence)
      .sort((one, other) => one.sequence - other.sequence)
      .map((record) => ({ vCode: record.vCode, sequence: record.sequence }));
  }

  change(vCode: string, patch: RecordPatch): AssociationRecord {
    return this.#next({ ...this.#require(vCode), ...patch });
  }

  remove(vCode: string): void {
    this.#next({ ...this.#require(vCode), removed: true });
  }

  /** Adds an association with the next vCode; what is left out is copied from V0001001. */
  add(patch: RecordPatch): AssociationRecord {
    const vCode = `V${String(this.#lastNumber + 1).padStart(7, '0')}`;
    return this.#next({ ...this.#require('V0001001'), representatives: [], ...patch, vCode, removed: false });
  }

  #require(vCode: string): AssociationRecord {
    const record = this.find(vCode);
    if (!record) throw new Error(`The simulated register has no ${vCode}.`);
    return record;
  }

  #next(record: AssociationRecord): AssociationRecord {
    return this.#keep({ ...record, changedOn: this.today(), sequence: this.#sequence + 1 });
  }

  #keep(record: AssociationRecord): AssociationRecord {
    this.#records.set(record.vCode, record);
    this.#sequence = Math.max(this.#sequence, record.sequence);
    this.#lastNumber = Math.max(this.#lastNumber, Number(record.vCode.slice(1)));
    return record;
  }
}

export function isVisible(record: AssociationRecord): boolean {
  return record.status === 'Actief' && !record.optedOut && !record.removed;
}

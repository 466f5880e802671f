import { NationalNumber } from '../../identifiers/national-number.js';
import type {
  AssociationBasics,
  AssociationRegistration,
  PartChange,
  Refusal,
} from './association-management.port.js';
import type { AssociationSummary } from './associations.port.js';

/** One change of an association that exists. */
export type AskedChange =
  { readonly kind: 'BASICS'; readonly basics: AssociationBasics } | ({ readonly kind: 'PART' } & PartChange);

/** What somebody asked of the register. */
export type RequestContent =
  | { readonly kind: 'REGISTRATION'; readonly registration: AssociationRegistration }
  | {
      readonly kind: 'CHANGE';
      readonly vCode: string;
      readonly change: AskedChange;
      /** Null: the version that it has when its turn comes. */
      readonly ifVersion: string | null;
    };

/** What the register held up for a person to decide. */
export interface Duplicates {
  readonly candidates: readonly AssociationSummary[];
  /** Confirms the very same registration. */
  readonly token: string;
  /** ISO 8601. */
  readonly toldAt: string;
}

/** What the register answered, as far as it is more than a state. */
export interface RequestOutcome {
  readonly duplicates: Duplicates | null;
  readonly refusal: Pick<Refusal, 'reason' | 'violations'> | null;
}

/** A national number hides itself from JSON; here its digits are wanted, to be encrypted. */
export function writeContent(content: RequestContent): string {
  return JSON.stringify(content, function (this: Record<string, unknown>, key, value: unknown) {
    const given = this[key];
    return given instanceof NationalNumber ? given.reveal() : value;
  });
}

export function readContent(text: string): RequestContent {
  return JSON.parse(text, (key, value: unknown) =>
    key === 'nationalNumber' && typeof value === 'string' ? NationalNumber.parse(value) : value,
  ) as RequestContent;
}

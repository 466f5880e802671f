import type { CallContext } from '../../context/call-context.js';
import type { Sourced } from '../../context/source-status.js';

/**
 * Where a request for signatures stands. DRAFT: not sent to anybody yet. WAITING: somebody must still sign. DECLINED,
 * COMPLETED: it ended so. RECALLED: taken back by whoever sent it. CANCELLED: the platform does not have it any more,
 * because somebody removed it in the platform's own application. UNKNOWN: a status that we do not know.
 */
export const signatureStates = [
  'DRAFT',
  'WAITING',
  'DECLINED',
  'COMPLETED',
  'RECALLED',
  'CANCELLED',
  'UNKNOWN',
] as const;
export type SignatureState = (typeof signatureStates)[number];

/** What one recipient did. UNPROCESSED: nothing yet. IN_PROGRESS: it is their turn. UNKNOWN: a status that we do not know. */
export const recipientStates = [
  'UNPROCESSED',
  'IN_PROGRESS',
  'SIGNED',
  'REVIEWED',
  'DECLINED',
  'UNKNOWN',
] as const;
export type RecipientState = (typeof recipientStates)[number];

/** What a recipient is asked for. INPERSON_HOST: lets somebody sign on their own device. */
export const recipientRoles = ['SIGNER', 'REVIEWER', 'EDITOR', 'CARBON_COPY', 'INPERSON_HOST'] as const;
export type RecipientRole = (typeof recipientRoles)[number];

/** How strong a signature must be (eIDAS), weakest first; which ones can be had depends on the contract with the platform. */
export type SignatureLevel = 'ELECTRONIC' | 'ADVANCED' | 'HIGH_TRUST_ADVANCED' | 'QUALIFIED';

/**
 * What came of a change. The platform knows no idempotency key: a change is sent once. REFUSED is certain not to have been
 * made, IN_DOUBT may have been: ask `status` before anything else.
 */
export type SignatureChange<T extends object = object> =
  | ({ readonly kind: 'DONE' } & T)
  | {
      readonly kind: 'REFUSED';
      /**
       * INPUT: something in it is no good. NOT_ALLOWED: no draft any more, not ours, or beyond a limit of the contract; the
       * platform does not tell these apart. NO_SIGNER: nobody is asked to sign. NOT_FOUND: it does not have the package, the
       * document or the recipient.
       */
      readonly about: 'INPUT' | 'NOT_ALLOWED' | 'NO_SIGNER' | 'NOT_FOUND';
      /** HTTP_ and the status: the platform has no codes. */
      readonly platformCode: string;
    }
  | { readonly kind: 'IN_DOUBT'; readonly reason: string };

export interface DocumentToSign {
  /** With its extension, such as besluit.pdf. */
  readonly fileName: string;
  readonly content: Buffer;
  /** False: Word or XML stays what it is. True: it becomes a PDF. */
  readonly asPdf: boolean;
}

export interface WorkflowChoice {
  /** SERIAL: one after the other. PARALLEL: all at once. CUSTOM: by the stage of each recipient. */
  readonly order: 'SERIAL' | 'PARALLEL' | 'CUSTOM';
  /** Whether the others still sign when one declines. */
  readonly continueOnDecline: boolean;
  /** For the recipients, in the message of the platform; null for none. */
  readonly message: string | null;
}

export interface Recipient {
  readonly email: string;
  readonly name: string;
  readonly role: RecipientRole;
  /** From 1; the same stage is at the same time. Null where the workflow is not CUSTOM. */
  readonly stage: number | null;
  /** Whether the platform writes to them itself. */
  readonly notified: boolean;
}

/** Where on a page, in pixels from the left and from the top. */
export interface FieldBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface SignatureField {
  /** Whose: the place in the whole list of recipients, from 1, reviewers and copies counted. Not the stage. */
  readonly recipient: number;
  /** From 1. */
  readonly page: number;
  readonly box: FieldBox;
  /** Left out: the one of the settings. */
  readonly level?: SignatureLevel;
}

/** Fields wherever a text stands in the document. */
export interface FieldsAtText {
  readonly recipient: number;
  readonly text: string;
  /** Where beside the text. */
  readonly placement: 'LEFT' | 'RIGHT' | 'TOP' | 'BOTTOM';
  readonly width: number;
  readonly height: number;
  readonly level?: SignatureLevel;
}

/** A value without a field of its own: its path in the platform's own words. */
export interface SignatureFact {
  readonly path: string;
  readonly value: string;
}

export interface RecipientStatus {
  readonly email: string;
  /** The platform's word for the role; null when not given. */
  readonly role: string | null;
  readonly state: RecipientState;
  /** As the platform writes it; null when not given. */
  readonly platformStatus: string | null;
  /** When they signed, reviewed or declined; null when they did not, or when not given. */
  readonly processedAt: Date | null;
}

export interface PackageStatus {
  readonly id: string;
  readonly title: string | null;
  readonly state: SignatureState;
  /** As the platform writes it (workflow_status); null when not given. */
  readonly platformStatus: string | null;
  readonly createdAt: Date | null;
  readonly modifiedAt: Date | null;
  readonly documents: readonly { readonly id: string; readonly name: string | null }[];
  /** In the order of the platform. */
  readonly recipients: readonly RecipientStatus[];
  /** Every value of the answer that has no field above, so that nothing is lost. */
  readonly otherFacts: readonly SignatureFact[];
}

/** How the platform lists packages: its own word, such as INPROGRESS; ALL for every one. */
export const packageFilters = [
  'ALL',
  'DRAFT',
  'PENDING',
  'SIGNED',
  'DECLINED',
  'INPROGRESS',
  'COMPLETED',
] as const;
export type PackageFilter = (typeof packageFilters)[number];

export interface ListedPackage {
  readonly id: string;
  readonly title: string | null;
  /** As the platform writes it (package_status), which is not the status of the workflow; null when not given. */
  readonly platformStatus: string | null;
  readonly createdAt: Date | null;
  readonly modifiedAt: Date | null;
  readonly otherFacts: readonly SignatureFact[];
}

export interface SigningLinkRequest {
  readonly package: string;
  readonly document: string;
  /** Of the recipient the link is for: the platform knows people by their e-mail address only. */
  readonly email: string;
  /** Where the platform sends the signer afterwards; null for nowhere. What it adds to it proves nothing. */
  readonly returnUrl: string | null;
}

/**
 * What the hub asks of a platform on which people sign documents. A request is made in steps, each of them a change of its own
 * at the platform: whoever makes one stores what a step gave before the next. All but the answers of a change reject with
 * PlatformError; a change rejects only when it was certainly not made and nothing is wrong with the change itself.
 */
export interface SignaturesPort {
  createPackage(title: string, context: CallContext): Promise<SignatureChange<{ readonly package: string }>>;
  addDocument(
    packageId: string,
    document: DocumentToSign,
    context: CallContext,
  ): Promise<SignatureChange<{ readonly document: string }>>;
  setWorkflow(packageId: string, choice: WorkflowChoice, context: CallContext): Promise<SignatureChange>;
  /** In the order in which fields count them. Before any field: a field belongs to a recipient. */
  addRecipients(
    packageId: string,
    recipients: readonly Recipient[],
    context: CallContext,
  ): Promise<SignatureChange>;
  addField(
    packageId: string,
    document: string,
    field: SignatureField,
    context: CallContext,
  ): Promise<SignatureChange<{ readonly field: string }>>;
  addFieldsAtText(
    packageId: string,
    document: string,
    fields: FieldsAtText,
    context: CallContext,
  ): Promise<SignatureChange>;
  /** Sends it to the recipients: from here on nothing of it can be changed. */
  share(packageId: string, context: CallContext): Promise<SignatureChange>;
  /** Takes back what was shared. */
  recall(packageId: string, context: CallContext): Promise<SignatureChange>;
  remove(packageId: string, context: CallContext): Promise<SignatureChange>;

  /** Null when the platform does not have it (any more). */
  status(packageId: string, context: CallContext): Promise<Sourced<PackageStatus | null>>;
  /** A page of packages, from 1; a page beyond the last one is empty. */
  packages(
    filter: PackageFilter,
    page: number,
    size: number,
    context: CallContext,
  ): Promise<Sourced<readonly ListedPackage[]>>;
  /** Where this recipient signs; only they may get it. Null when the platform does not have the package or document. */
  signingLink(request: SigningLinkRequest, context: CallContext): Promise<Sourced<string | null>>;
  /** The document as it is now, with the signatures it has. Null when the platform does not have it. */
  document(packageId: string, document: string, context: CallContext): Promise<Sourced<Buffer | null>>;
  /** The evidence report of the workflow, a PDF. Null when the platform does not have it. */
  evidence(packageId: string, context: CallContext): Promise<Sourced<Buffer | null>>;
}

declare module '../../adapter/contract.js' {
  interface Ports {
    signatures: SignaturesPort;
  }
}

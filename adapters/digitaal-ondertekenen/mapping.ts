import { momentsAt } from '../../src/context/wall-time.js';
import type {
  FieldsAtText,
  ListedPackage,
  PackageStatus,
  Recipient,
  RecipientState,
  SignatureChange,
  SignatureFact,
  SignatureField,
  SignatureLevel,
  SignatureState,
  SigningLinkRequest,
  WorkflowChoice,
} from '../../src/capabilities/signatures/signatures.port.js';
import type { AdapterTools } from '../../src/adapter/contract.js';
import type { ChangeAttempt } from '../../src/adapter/attempt-change.js';
import type { Answered } from './client.js';
import type { LinkRequest, PackageListDocument, UserRequest, WorkflowStatusDocument } from './documents.js';

const states: Readonly<Record<string, SignatureState>> = {
  DRAFT: 'DRAFT',
  SHARED: 'WAITING',
  DECLINED: 'DECLINED',
  COMPLETED: 'COMPLETED',
};

const processStates: Readonly<Record<string, RecipientState>> = {
  UN_PROCESSED: 'UNPROCESSED',
  IN_PROGRESS: 'IN_PROGRESS',
  SIGNED: 'SIGNED',
  REVIEWED: 'REVIEWED',
  DECLINED: 'DECLINED',
};

const levels: Readonly<Record<SignatureLevel, string>> = {
  ELECTRONIC: 'ELECTRONIC_SIGNATURE',
  ADVANCED: 'ADVANCED_ELECTRONIC_SIGNATURE',
  HIGH_TRUST_ADVANCED: 'HIGH_TRUST_ADVANCED',
  QUALIFIED: 'QUALIFIED_ELECTRONIC_SIGNATURE',
};

/** What reading an answer needs beside the answer. */
export interface Reading {
  readonly timeZone: string;
  readonly noteUnknownValue: AdapterTools['noteUnknownValue'];
}

const withoutZone = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?$/;
const withZone = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** The moment a text stands for; of two in the hour that is repeated the first. Null when it is none. */
export function toMoment(text: string, timeZone: string): Date | null {
  const wallTime = withoutZone.exec(text)?.[1];
  if (wallTime !== undefined) return momentsAt(wallTime, timeZone)[0] ?? null;
  const moment = withZone.test(text) ? new Date(text) : null;
  return moment && !Number.isNaN(moment.getTime()) ? moment : null;
}

/** Takes the moments of one answer: those that are none are noted, and kept as facts. */
function momentReader({ timeZone, noteUnknownValue }: Reading) {
  const unread: SignatureFact[] = [];
  return {
    unread,
    read(path: string, text: string | null | undefined): Date | null {
      if (text === null || text === undefined || text === '') return null;
      const moment = toMoment(text, timeZone);
      if (!moment) {
        noteUnknownValue(path, text);
        unread.push({ path, value: text });
      }
      return moment;
    },
  };
}

function known<T extends string>(
  table: Readonly<Record<string, T>>,
  code: string | null | undefined,
  field: string,
  { noteUnknownValue }: Reading,
): T | 'UNKNOWN' {
  const found = code && Object.hasOwn(table, code) ? table[code] : undefined;
  if (found === undefined) noteUnknownValue(field, code ?? '');
  return found ?? 'UNKNOWN';
}

export function toPackageStatus(document: WorkflowStatusDocument, reading: Reading): PackageStatus {
  const { package_id, package_name, uploaded_on, modified_on, workflow, documents, users, ...others } =
    document;
  const moments = momentReader(reading);
  const { workflow_status, ...otherWorkflow } = workflow;
  const facts: SignatureFact[] = [...factsOf(others), ...factsOf(otherWorkflow, 'workflow')];
  const shown = (documents ?? []).map(({ document_id, document_name, ...rest }, index) => {
    facts.push(...factsOf(rest, `documents[${index}]`));
    return { id: document_id, name: document_name ?? null };
  });
  const recipients = (users ?? []).flatMap(
    ({ user_email, role, process_status, processed_on, ...rest }, index) => {
      const path = `users[${index}]`;
      // A placeholder that nobody fills yet has no address: there is nobody to show.
      if (!user_email) {
        facts.push(...factsOf({ ...rest, user_email, role, process_status, processed_on }, path));
        return [];
      }
      facts.push(...factsOf(rest, path));
      return [
        {
          email: user_email,
          role: role ?? null,
          state: known(processStates, process_status, 'users.process_status', reading),
          platformStatus: process_status ?? null,
          processedAt: moments.read('users.processed_on', processed_on),
        },
      ];
    },
  );
  const createdAt = moments.read('uploaded_on', uploaded_on);
  const modifiedAt = moments.read('modified_on', modified_on);
  return {
    id: package_id,
    title: package_name ?? null,
    state: known(states, workflow_status, 'workflow.workflow_status', reading),
    platformStatus: workflow_status ?? null,
    createdAt,
    modifiedAt,
    documents: shown,
    recipients,
    otherFacts: [...facts, ...moments.unread],
  };
}

export function toListedPackages(list: PackageListDocument, reading: Reading): ListedPackage[] {
  return list.map(({ package_id, package_name, package_status, uploaded_on, modified_on, ...others }) => {
    const moments = momentReader(reading);
    const createdAt = moments.read('uploaded_on', uploaded_on);
    const modifiedAt = moments.read('modified_on', modified_on);
    return {
      id: package_id,
      title: package_name ?? null,
      platformStatus: package_status ?? null,
      createdAt,
      modifiedAt,
      otherFacts: [...factsOf(others), ...moments.unread],
    };
  });
}

/** Every value in it, with its path; what is null, empty or an empty list says nothing. */
function factsOf(value: unknown, path = ''): SignatureFact[] {
  if (value === null || value === undefined || value === '') return [];
  if (Array.isArray(value)) return value.flatMap((one, index) => factsOf(one, `${path}[${index}]`));
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([name, one]) => factsOf(one, path ? `${path}.${name}` : name));
  return [{ path, value: String(value as string | number | boolean) }];
}

export function toWorkflow({ order, continueOnDecline, message }: WorkflowChoice): object {
  return {
    workflow_type: order,
    continue_on_decline: continueOnDecline,
    ...(message !== null && { message }),
  };
}

export function toUsers(recipients: readonly Recipient[]): UserRequest[] {
  return recipients.map(({ email, name, role, stage, notified }) => ({
    user_email: email,
    user_name: name,
    role,
    email_notification: notified,
    ...(stage !== null && { signing_order: stage }),
  }));
}

/** `order` is the place in the whole list of recipients, not the stage. */
export function toField({ recipient, page, box, level }: SignatureField, standard: SignatureLevel): object {
  return {
    order: recipient,
    page_no: page,
    level_of_assurance: [levels[level ?? standard]],
    dimensions: { x: box.x, y: box.y, width: box.width, height: box.height },
    display: 'VISIBLE',
  };
}

export function toAutoplace(
  { recipient, text, placement, width, height, level }: FieldsAtText,
  standard: SignatureLevel,
): object {
  return {
    search_text: text,
    order: recipient,
    field_type: 'SIGNATURE',
    level_of_assurance: [levels[level ?? standard]],
    placement,
    dimensions: { width, height },
  };
}

export function toLinkRequest(request: SigningLinkRequest, language: string): LinkRequest {
  return {
    package_id: Number(request.package),
    document_id: Number(request.document),
    language,
    section: 'VIEWER',
    user_email: request.email,
    collapse_panels: 'true',
    ...(request.returnUrl !== null && {
      callback_url: request.returnUrl,
      response_type: 'ENCODED',
      redirect_callback_url: 'true',
    }),
  };
}

/** A name that the platform takes in its header: no line ends, no slash, nothing blank in front, and what is not Latin-1 composed or replaced. */
export function toFileName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u2013\u2014]/g, '-')
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
    .replaceAll('/', '-')
    .replace(/[^\u0020-\u00ff]/gu, '_')
    .trim();
  return plain === '' ? 'document' : plain;
}

/** What came of a change; `about404` is what a missing thing means there. */
export function toChange<T, R extends object>(
  attempt: ChangeAttempt<Answered<T>>,
  result: (value: T) => R,
): SignatureChange<R> {
  if (attempt.kind === 'IN_DOUBT') return attempt;
  const answer = attempt.value;
  if (answer.made) return { kind: 'DONE', ...result(answer.value) };
  const about = answer.status === 400 ? 'INPUT' : answer.status === 403 ? 'NOT_ALLOWED' : 'NOT_FOUND';
  return { kind: 'REFUSED', about, platformCode: `HTTP_${answer.status}` };
}

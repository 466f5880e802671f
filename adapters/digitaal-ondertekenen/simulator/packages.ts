import type { Clock } from '../../../src/context/clock.js';
import { brussels, wallTimeOf } from '../../../src/context/wall-time.js';
import { createSigningKeys, pagesOf, plainPdf, type SigningKeys, withSignature } from './signed-pdf.js';

export const roles = ['SIGNER', 'REVIEWER', 'EDITOR', 'CARBON_COPY', 'INPERSON_HOST'] as const;
const workflowTypes = ['SERIAL', 'PARALLEL', 'INDIVIDUAL', 'CUSTOM'];
export const assuranceLevels = [
  'ELECTRONIC_SIGNATURE',
  'ADVANCED_ELECTRONIC_SIGNATURE',
  'HIGH_TRUST_ADVANCED',
  'QUALIFIED_ELECTRONIC_SIGNATURE',
];

/** The platform's refusal: a status, and one English sentence. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export interface User {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly signingOrder: number | null;
  status: 'UN_PROCESSED' | 'IN_PROGRESS' | 'SIGNED' | 'REVIEWED' | 'DECLINED';
  processedOn: string | null;
}

interface Field {
  readonly name: string;
  readonly order: number;
  readonly page: number;
  readonly box: { x: number; y: number; width: number; height: number };
}

interface Document {
  readonly id: number;
  readonly name: string;
  readonly pages: number;
  readonly createdOn: string;
  readonly fields: Field[];
  /** Those that have signed and are not in `content` yet: a signature is made when somebody asks for the document. */
  readonly unwritten: { readonly user: User; readonly at: Date }[];
  readonly size: number;
  content: Promise<Buffer>;
}

export interface Package {
  readonly id: number;
  name: string;
  readonly mode: string;
  type: string;
  continueOnDecline: boolean;
  message: string;
  status: 'DRAFT' | 'SHARED' | 'DECLINED' | 'COMPLETED';
  readonly users: User[];
  readonly documents: Document[];
  readonly uploadedOn: string;
  modifiedOn: string;
}

export const owner = { email: 'schakel@schilde.example', name: 'Gemeente Schilde (zandbak)' };

/** What the simulated platform keeps. All throw Refusal for what the platform refuses. */
export class Packages {
  readonly #kept = new Map<number, Package>();
  #lastPackage = 100;
  #lastDocument = 500;
  #keys: Promise<SigningKeys> | null = null;

  constructor(private readonly clock: Clock) {}

  get all(): readonly Package[] {
    return [...this.#kept.values()];
  }

  get(id: number): Package {
    const found = this.#kept.get(id);
    if (!found) throw new Refusal(404, 'Document not found');
    return found;
  }

  document(id: number, documentId: number): Document {
    const found = this.get(id).documents.find((one) => one.id === documentId);
    if (!found) throw new Refusal(404, 'Document does not exist');
    return found;
  }

  create(name: string, mode: string): Package {
    this.#lastPackage += 1;
    const now = this.#now();
    const made: Package = {
      id: this.#lastPackage,
      name,
      mode,
      type: 'SERIAL',
      continueOnDecline: false,
      message: '',
      status: 'DRAFT',
      users: [],
      documents: [],
      uploadedOn: now,
      modifiedOn: now,
    };
    this.#kept.set(made.id, made);
    return made;
  }

  async addDocument(id: number, name: string, content: Buffer, convert: boolean): Promise<Document> {
    this.#draft(id);
    if (content.length === 0) throw new Refusal(400, 'Request does not contain document');
    const pages = await pagesOf(content);
    if (pages === null && !convert) throw new Refusal(400, 'Document type is not supported');
    // Again: somebody may have shared it while the document was read.
    const draft = this.#draft(id);
    this.#lastDocument += 1;
    const added: Document = {
      id: this.#lastDocument,
      name,
      pages: pages ?? 1,
      createdOn: this.#now(),
      fields: [],
      unwritten: [],
      size: content.length,
      content:
        pages === null
          ? plainPdf(name, ['Omgezet naar PDF door de simulator; de inhoud is niet overgenomen.'])
          : Promise.resolve(content),
    };
    draft.documents.push(added);
    this.#touch(draft);
    return added;
  }

  /** A document that is in the seed: made when somebody asks for it. */
  seedDocument(id: number, name: string, lines: readonly string[]): Document {
    const draft = this.#draft(id);
    this.#lastDocument += 1;
    let made: Promise<Buffer> | null = null;
    const added: Document = {
      id: this.#lastDocument,
      name,
      pages: 1,
      createdOn: this.#now(),
      fields: [],
      unwritten: [],
      size: 0,
      get content() {
        made ??= plainPdf(name, lines);
        return made;
      },
      set content(content) {
        made = content;
      },
    };
    draft.documents.push(added);
    return added;
  }

  setWorkflow(id: number, body: Readonly<Record<string, unknown>>): void {
    const draft = this.#draft(id);
    const { workflow_type: type, continue_on_decline: goOn, message } = body;
    if (type !== undefined && !workflowTypes.includes(type as string))
      throw new Refusal(400, 'Workflow type is not valid');
    if (type !== undefined) draft.type = type as string;
    if (typeof goOn === 'boolean') draft.continueOnDecline = goOn;
    if (typeof message === 'string') draft.message = message;
    this.#touch(draft);
  }

  addUser(id: number, user: Omit<User, 'status' | 'processedOn'>): void {
    const draft = this.#draft(id);
    if (draft.type === 'CUSTOM' && user.signingOrder === null)
      throw new Refusal(400, 'Signing order is required for a custom workflow');
    if (
      draft.type === 'SERIAL' &&
      user.signingOrder !== null &&
      draft.users.some(({ signingOrder }) => signingOrder === user.signingOrder)
    )
      draft.type = 'CUSTOM';
    draft.users.push({ ...user, status: 'UN_PROCESSED', processedOn: null });
    this.#touch(draft);
  }

  addField(id: number, documentId: number, field: Omit<Field, 'name'>, name?: string): string {
    const draft = this.#draft(id);
    const document = this.document(id, documentId);
    if (!draft.users[field.order - 1]) throw new Refusal(404, 'No user found at given order');
    if (field.page > document.pages) throw new Refusal(400, 'Page number is not valid');
    const made = name ?? `SH_SIGNATURE_${document.id}${document.fields.length + 1}`;
    document.fields.push({ ...field, name: made });
    this.#touch(draft);
    return made;
  }

  share(id: number): Package {
    const draft = this.#draft(id);
    if (draft.documents.length === 0) throw new Refusal(400, 'Request does not contain document');
    if (!draft.users.some(({ role }) => role === 'SIGNER' || role === 'INPERSON_HOST'))
      throw new Refusal(404, 'You must add 1 or more signers before sharing the document');
    draft.status = 'SHARED';
    this.#touch(draft);
    this.#advance(draft);
    return draft;
  }

  /** Back to a draft; what was signed before is gone. */
  recall(id: number): void {
    const shared = this.get(id);
    if (shared.status !== 'SHARED')
      throw new Refusal(403, 'You are not allowed to perform this action on locked workflow');
    shared.status = 'DRAFT';
    for (const user of shared.users) Object.assign(user, { status: 'UN_PROCESSED', processedOn: null });
    for (const { unwritten } of shared.documents) unwritten.length = 0;
    this.#touch(shared);
  }

  remove(id: number): void {
    this.get(id);
    this.#kept.delete(id);
  }

  /** What a recipient does when it is their turn. */
  act(id: number, email: string, action: 'sign' | 'decline'): void {
    const shared = this.get(id);
    const user = shared.users.find((one) => one.email === email && one.status === 'IN_PROGRESS');
    if (shared.status !== 'SHARED' || !user)
      throw new Refusal(403, 'You are not allowed to perform this action on locked workflow');
    user.processedOn = this.#now();
    user.status = action === 'decline' ? 'DECLINED' : user.role === 'SIGNER' ? 'SIGNED' : 'REVIEWED';
    if (user.status === 'SIGNED')
      for (const { unwritten } of shared.documents) unwritten.push({ user, at: new Date(this.clock.now()) });
    this.#touch(shared);
    if (action === 'decline' && !shared.continueOnDecline) shared.status = 'DECLINED';
    else this.#advance(shared);
  }

  /** With every signature made so far. */
  async contentOf(id: number, documentId: number): Promise<Buffer> {
    const document = this.document(id, documentId);
    const { users } = this.get(id);
    for (const { user, at } of document.unwritten.splice(0)) {
      const field = document.fields.find(({ order }) => users[order - 1] === user);
      const before = document.content;
      document.content = (async () =>
        withSignature(
          await before,
          {
            name: user.name,
            at,
            fieldName: field?.name ?? `SH_INVISIBLE_${document.id}_${users.indexOf(user) + 1}`,
            page: field?.page ?? 1,
            box: field?.box ?? null,
          },
          await (this.#keys ??= createSigningKeys()),
        ))();
    }
    return document.content;
  }

  evidence(id: number): Promise<Buffer> {
    const found = this.get(id);
    if (found.status === 'DRAFT') throw new Refusal(403, 'Document is in draft state');
    return plainPdf('Workflow evidence report', [
      `${found.name} (${found.id})`,
      `Status: ${found.status}`,
      ...found.users.map(({ name, role, status, processedOn }) =>
        [name, role, status, processedOn ?? ''].join('  '),
      ),
    ]);
  }

  /** Whose turn it is: 1 for everybody, the place in the list, or what was given. */
  stageOf({ type, users }: Package, user: User): number {
    if (type === 'CUSTOM') return user.signingOrder ?? 1;
    return type === 'SERIAL' ? users.indexOf(user) + 1 : 1;
  }

  #advance(shared: Package): void {
    const waiting = shared.users.filter(
      ({ role, status }) => role !== 'CARBON_COPY' && ['UN_PROCESSED', 'IN_PROGRESS'].includes(status),
    );
    if (waiting.length === 0) {
      shared.status = 'COMPLETED';
      return;
    }
    const stage = Math.min(...waiting.map((user) => this.stageOf(shared, user)));
    for (const user of waiting) if (this.stageOf(shared, user) === stage) user.status = 'IN_PROGRESS';
  }

  #draft(id: number): Package {
    const found = this.get(id);
    if (found.status !== 'DRAFT') throw new Refusal(403, 'Document is no longer in draft state');
    return found;
  }

  #touch(changed: Package): void {
    changed.modifiedOn = this.#now();
  }

  /** Moments have no zone at this platform. */
  #now(): string {
    return wallTimeOf(new Date(this.clock.now()), brussels);
  }
}

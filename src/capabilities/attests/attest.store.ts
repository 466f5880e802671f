import { randomUUID } from 'node:crypto';
import type { Clock } from '../../context/clock.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import type { FieldCipher, KeyedHash } from '../../privacy/encryption.js';
import type { Database } from '../../storage/database.js';

export const attestLanguages = ['nl', 'fr', 'de', 'en'] as const;
export type AttestLanguage = (typeof attestLanguages)[number];

/** A paper that says something of a citizen, to be shown to them: without its PDF. */
export interface Attest {
  readonly id: string;
  readonly language: string;
  readonly name: string;
  readonly year: number;
  /** Null when it is not about one municipality. */
  readonly nisCode: string | null;
}

export interface NewAttest {
  /** A UUID; made when left out. */
  readonly id?: string;
  readonly nationalNumber: NationalNumber;
  readonly organisation: string;
  readonly language: AttestLanguage;
  readonly name: string;
  readonly year: number;
  readonly nisCode: string | null;
  readonly pdf: Uint8Array;
}

export interface AttestPage {
  readonly attests: readonly Attest[];
  readonly total: number;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const largestPdf = 10 * 1024 * 1024;

/** The attests of citizens. What they are called and what they say is encrypted; whose they are is a keyed hash. */
export class AttestStore {
  constructor(
    private readonly database: Database,
    private readonly cipher: FieldCipher,
    private readonly keyedHash: KeyedHash,
    private readonly clock: Clock,
  ) {}

  /** Keeps an attest; one with an id that is there already is left as it is. Throws RangeError at what is no PDF of at most 10 MiB. */
  async add(attest: NewAttest): Promise<string> {
    const { id = randomUUID(), pdf, name } = attest;
    if (pdf.length > largestPdf || Buffer.from(pdf.subarray(0, 5)).toString('latin1') !== '%PDF-')
      throw new RangeError('An attest is a PDF of at most 10 MiB.');
    const encryptedName = this.cipher.encrypt(name);
    const content = this.cipher.encrypt(Buffer.from(pdf).toString('base64'));
    await this.database.client.attest.createMany({
      data: {
        id,
        organisation: attest.organisation,
        subjectHash: this.keyedHash.ofNationalNumber(attest.nationalNumber),
        language: attest.language,
        year: attest.year,
        nisCode: attest.nisCode,
        nameEncrypted: encryptedName.data,
        contentEncrypted: content.data,
        keyId: content.keyId,
        createdAt: new Date(this.clock.now()),
      },
      skipDuplicates: true,
    });
    return id;
  }

  /** Newest year first. `page` counts from 0. */
  async page(nationalNumber: NationalNumber, page: number, limit: number): Promise<AttestPage> {
    const where = { subjectHash: this.keyedHash.ofNationalNumber(nationalNumber) };
    const { client } = this.database;
    const [rows, total] = await Promise.all([
      client.attest.findMany({
        where,
        omit: { contentEncrypted: true },
        orderBy: [{ year: 'desc' }, { id: 'asc' }],
        skip: page * limit,
        take: limit,
      }),
      client.attest.count({ where }),
    ]);
    return { attests: rows.map((row) => this.toAttest(row)), total };
  }

  /** Null when this citizen has no such attest. */
  async attest(nationalNumber: NationalNumber, id: string): Promise<Attest | null> {
    if (!uuid.test(id)) return null;
    const row = await this.database.client.attest.findFirst({
      where: { id, subjectHash: this.keyedHash.ofNationalNumber(nationalNumber) },
      omit: { contentEncrypted: true },
    });
    return row && this.toAttest(row);
  }

  /** The PDF; null when this citizen has no such attest. */
  async pdf(nationalNumber: NationalNumber, id: string): Promise<Buffer | null> {
    if (!uuid.test(id)) return null;
    const row = await this.database.client.attest.findFirst({
      where: { id, subjectHash: this.keyedHash.ofNationalNumber(nationalNumber) },
      select: { contentEncrypted: true, keyId: true },
    });
    return row && Buffer.from(this.cipher.decrypt(row.contentEncrypted, row.keyId), 'base64');
  }

  private toAttest(row: {
    readonly id: string;
    readonly language: string;
    readonly year: number;
    readonly nisCode: string | null;
    readonly nameEncrypted: Uint8Array;
    readonly keyId: string;
  }): Attest {
    const { id, language, year, nisCode } = row;
    return { id, language, year, nisCode, name: this.cipher.decrypt(row.nameEncrypted, row.keyId) };
  }
}
